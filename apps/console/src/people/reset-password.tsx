import type { OperatorReply, Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { Field } from "../kit/field";
import { ShownOnce } from "../kit/shown-once";
import { ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { LEAST_PASSWORD } from "./add-operator";
import { useReadAgain } from "./use-people";

interface ResetPasswordProps {
  readonly operator: OperatorReply;
  readonly onClose: () => void;
}

/** Lets somebody in again who lost their password: by a link that works once, or with a new password. */
export function ResetPassword({ operator, onClose }: ResetPasswordProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const readAgain = useReadAgain();
  const { id, name } = operator;
  const [password, setPassword] = useState("");
  const [link, setLink] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const reset = async (body: { readonly password?: string }): Promise<void> => {
    setWorking(true);
    setProblem(null);
    const answer = await controller.call(routes.operators.setPassword, { params: { id }, body });
    setWorking(false);
    if (!answer.ok) return setProblem(answer.problem);
    readAgain();
    toast({ text: t("people.wasReset", { name, n: answer.value.endedSessions }) });
    if (answer.value.link) setLink(answer.value.link.signInLink);
    else onClose();
  };
  return (
    <Dialog title={t("people.resetNamed", { name })} open onClose={onClose} role="alertdialog">
      {link === null ? (
        <div className="kit-form">
          <p>{t("people.resetText")}</p>
          {problem ? <ProblemNote problem={problem} /> : null}
          <div>
            <Button look="primary" isDisabled={working} onPress={() => void reset({})}>
              {t("people.makeLink")}
            </Button>
          </div>
          <form
            className="kit-form"
            onSubmit={(event) => {
              event.preventDefault();
              if (password.length >= LEAST_PASSWORD) void reset({ password });
            }}
          >
            <Field
              label={t("people.orPassword")}
              type="password"
              hint={t("setup.passwordHint")}
              value={password}
              onChange={setPassword}
              autoComplete="new-password"
              error={password !== "" && password.length < LEAST_PASSWORD ? t("setup.short") : undefined}
            />
            <div className="kit-actions">
              <Button onPress={onClose}>{t("common.cancel")}</Button>
              <Button type="submit" isDisabled={working || password.length < LEAST_PASSWORD}>
                {t("setup.submit")}
              </Button>
            </div>
          </form>
        </div>
      ) : (
        <ShownOnce text={t("people.linkOnce")} secret={link} onDone={onClose} />
      )}
    </Dialog>
  );
}
