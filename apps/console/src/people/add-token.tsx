import type { Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { Check } from "../kit/choice";
import { Dialog } from "../kit/dialog";
import { Field } from "../kit/field";
import { ShownOnce } from "../kit/shown-once";
import { ProblemNote } from "../kit/state";
import { useDraft } from "../kit/use-draft";
import { useLive } from "../live/use-live";
import { isPriority } from "./grant-draft";
import { EMPTY_TOKEN, isDays, newToken, TOKEN_ACTS } from "./token-draft";
import { useReadAgain } from "./use-people";

/** A token for a program: no more than was ticked, and not for ever. */
export function AddToken({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const readAgain = useReadAgain();
  const sites = useLive((state) => state.sites);
  const [draft, change, done] = useDraft("token", EMPTY_TOKEN);
  const [secret, setSecret] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const body = newToken(draft);
  const close = (): void => {
    setSecret(null);
    setProblem(null);
    onClose();
  };
  const add = async (): Promise<void> => {
    if (!body || working) return;
    setWorking(true);
    setProblem(null);
    const answer = await controller.call(routes.tokens.addToken, { body });
    setWorking(false);
    if (!answer.ok) return setProblem(answer.problem);
    done();
    readAgain();
    setSecret(answer.value.token);
  };
  const ticked = (list: readonly string[], one: string, on: boolean): readonly string[] =>
    on ? [...list, one] : list.filter((each) => each !== one);
  return (
    <Dialog title={t("people.token.add")} open={open} onClose={close} role="alertdialog" wide>
      {secret === null ? (
        <form
          className="kit-form"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <Field
            label={t("people.token.name")}
            hint={t("people.token.nameHint")}
            value={draft.name}
            onChange={(name) => change({ name })}
            maxLength={100}
            isRequired
            autoFocus
          />
          <fieldset className="people-checks">
            <legend className="kit-label">{t("people.token.acts")}</legend>
            {TOKEN_ACTS.map((act) => (
              <Check
                key={act}
                on={draft.acts.includes(act)}
                onChange={(on) => change({ acts: ticked(draft.acts, act, on) })}
              >
                {t(`people.act.${act}`)}
              </Check>
            ))}
          </fieldset>
          <fieldset className="people-checks">
            <legend className="kit-label">{t("people.token.sites")}</legend>
            {sites.map(({ id, name }) => (
              <Check
                key={id}
                on={draft.sites.includes(id)}
                onChange={(on) => change({ sites: ticked(draft.sites, id, on) })}
              >
                {name}
              </Check>
            ))}
          </fieldset>
          <div className="kit-form-pair">
            <Field
              label={t("people.maxPriority")}
              hint={t("people.token.maxHint")}
              value={draft.maxPriority}
              onChange={(maxPriority) => change({ maxPriority })}
              inputMode="numeric"
              error={
                draft.maxPriority === "" || isPriority(draft.maxPriority)
                  ? undefined
                  : t("people.maxPriorityRange")
              }
            />
            <Field
              label={t("people.token.days")}
              value={draft.days}
              onChange={(days) => change({ days })}
              inputMode="numeric"
              error={isDays(draft.days) ? undefined : t("people.token.daysRange")}
            />
          </div>
          {problem ? <ProblemNote problem={problem} /> : null}
          <div className="kit-actions">
            <Button onPress={close}>{t("common.cancel")}</Button>
            <Button type="submit" look="primary" isDisabled={body === null || working}>
              {t("common.add")}
            </Button>
          </div>
        </form>
      ) : (
        <ShownOnce text={t("people.token.once")} secret={secret} onDone={close} />
      )}
    </Dialog>
  );
}
