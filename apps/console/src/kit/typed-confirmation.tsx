import type { Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { ProblemNote } from "./state";

export interface TypedConfirmationProps {
  readonly title: string;
  readonly text: string;
  /** What must be typed: the name of what goes. */
  readonly word: string;
  /** What the button says; *remove* unless named. */
  readonly act?: string;
  readonly open: boolean;
  readonly onClose: () => void;
  /** Answers the problem, or null when it is done. */
  readonly onConfirm: () => Promise<Problem | null>;
}

/** For what cannot be taken back: it asks for the name of what goes, which no hasty press can give. */
export function TypedConfirmation(props: TypedConfirmationProps) {
  const { title, text, word, act, open, onClose, onConfirm } = props;
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const close = (): void => {
    setTyped("");
    setProblem(null);
    onClose();
  };
  return (
    <Dialog title={title} open={open} onClose={close} role="alertdialog">
      <form
        className="kit-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== word || working) return;
          setWorking(true);
          void onConfirm().then((refused) => {
            setWorking(false);
            if (refused) setProblem(refused);
            else close();
          });
        }}
      >
        <p>{text}</p>
        {problem ? <ProblemNote problem={problem} /> : null}
        <Field
          label={t("once.type", { word })}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          autoFocus
        />
        <div className="kit-actions">
          <Button onPress={close}>{t("common.cancel")}</Button>
          <Button type="submit" look="danger" isDisabled={typed.trim() !== word || working}>
            {act ?? t("common.remove")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
