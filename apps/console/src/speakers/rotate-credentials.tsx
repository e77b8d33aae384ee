import type { CredentialsReply, Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { targetExpression } from "../desk/target-terms";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { ProblemNote } from "../kit/state";
import { CredentialsOnce } from "./credentials-once";

export interface RotateCredentialsProps {
  readonly open: boolean;
  /** Ids. */
  readonly speakers: readonly string[];
  readonly onClose: () => void;
}

/** New credentials for chosen speakers. The old ones end at once, so this is asked, and cannot be pressed away. */
export function RotateCredentials({ open, speakers, onClose }: RotateCredentialsProps) {
  const { t } = useTranslation();
  const [credentials, setCredentials] = useState<readonly CredentialsReply[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const close = (): void => {
    setCredentials(null);
    setProblem(null);
    onClose();
  };
  const rotate = async (): Promise<void> => {
    setWorking(true);
    setProblem(null);
    const to = [...targetExpression(speakers.map((id) => `speaker:${id}`))];
    const answer = await controller.call(routes.speakers.rotateCredentials, { body: { to } });
    setWorking(false);
    if (answer.ok) setCredentials(answer.value.credentials);
    else setProblem(answer.problem);
  };
  return (
    <Dialog title={t("speakers.rotate.title")} open={open} onClose={close} role="alertdialog">
      {credentials ? (
        <CredentialsOnce credentials={credentials} onDone={close} />
      ) : (
        <>
          <p>{t("speakers.rotate.text", { n: speakers.length })}</p>
          {problem ? <ProblemNote problem={problem} /> : null}
          <div className="kit-actions">
            <Button onPress={close}>{t("common.cancel")}</Button>
            <Button look="danger" isDisabled={working} onPress={() => void rotate()}>
              {t("speakers.rotate.act")}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
