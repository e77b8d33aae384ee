import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { Dialog, DialogActions } from "../kit/dialog";
import { Field } from "../kit/field";
import { useTalk } from "../talk/talk-context";
import { useTalkKey } from "../talk/use-talk-key";

/** Asked once, when speakers keep quiet hours: whether it shall sound all the same, and why (wire.md clause 5). */
export function NightQuestion() {
  const { t } = useTranslation();
  const { key, setOptions } = useTalk();
  const problem = useTalkKey(key, (view) => view.problem);
  const [why, setWhy] = useState("");
  const [answered, setAnswered] = useState<unknown>(null);
  const asked = problem?.code === "night-question" && problem !== answered;
  const dismiss = (): void => setAnswered(problem);
  return (
    <Dialog title={t("desk.talk.nightTitle")} role="alertdialog" open={asked} onClose={dismiss}>
      <form
        className="kit-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (why.trim() === "") return;
          setOptions({ night: "yes", why: why.trim() });
          dismiss();
          setWhy("");
        }}
      >
        <p>{t("desk.talk.nightHint", { count: Number(problem?.params.quiet ?? 0) })}</p>
        <Field label={t("desk.talk.nightWhy")} value={why} onChange={setWhy} autoFocus isRequired />
        <DialogActions>
          <Button onPress={dismiss}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" isDisabled={why.trim() === ""}>
            {t("desk.talk.nightGo")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
