import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../app/me";
import { Button } from "../kit/button";
import { Dialog, DialogActions } from "../kit/dialog";
import { Field } from "../kit/field";
import { useTalk } from "../talk/talk-context";

/** The second step before a talk above everything: a word is typed, and the key then says what it is. */
export function EmergencyArm({ disabled }: { readonly disabled: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const { options, setOptions } = useTalk();
  const [asking, setAsking] = useState(false);
  const [word, setWord] = useState("");
  const may = me.data?.grants.some(({ permissions }) => permissions.includes("emergency")) ?? false;
  if (!may) return null;
  const close = (): void => {
    setAsking(false);
    setWord("");
  };
  const right = word.trim().toUpperCase() === t("desk.talk.emergencyWord");
  if (options.emergency)
    return (
      <Button small look="danger" onPress={() => setOptions({ emergency: false })} isDisabled={disabled}>
        {t("desk.talk.emergencyOff")}
      </Button>
    );
  return (
    <>
      <Button small onPress={() => setAsking(true)} isDisabled={disabled}>
        {t("desk.talk.emergency")}
      </Button>
      <Dialog title={t("desk.talk.emergencyTitle")} role="alertdialog" open={asking} onClose={close}>
        <form
          className="kit-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!right) return;
            setOptions({ emergency: true });
            close();
          }}
        >
          <p>{t("desk.talk.emergencyHint")}</p>
          <Field label={t("desk.talk.emergencyWord")} value={word} onChange={setWord} autoFocus />
          <DialogActions>
            <Button onPress={close}>{t("common.cancel")}</Button>
            <Button type="submit" look="danger" isDisabled={!right}>
              {t("desk.talk.emergencyArm")}
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
