import type { Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { Segments } from "../kit/choice";
import { Dialog } from "../kit/dialog";
import { Field } from "../kit/field";
import { ShownOnce } from "../kit/shown-once";
import { ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { useDraft } from "../kit/use-draft";
import { type GrantDraft, grantsOf } from "./grant-draft";
import { GrantsEditor } from "./grants-editor";
import { RoomChoice } from "./room-choice";
import { useReadAgain } from "./use-people";

const EMPTY = { name: "", displayName: "", room: "", how: "link", grants: [] as readonly GrantDraft[] };
export const LEAST_PASSWORD = 10;

/** A new operator, who comes in by a link that works once, or with a password that is told to them. */
export function AddOperator({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const readAgain = useReadAgain();
  const [draft, change, done] = useDraft("operator", EMPTY);
  const [password, setPassword] = useState("");
  const [link, setLink] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const grants = grantsOf(draft.grants);
  const name = draft.name.trim();
  const byPassword = draft.how === "password";
  const ready = name !== "" && grants !== null && (!byPassword || password.length >= LEAST_PASSWORD);
  const close = (): void => {
    setPassword("");
    setLink(null);
    setProblem(null);
    onClose();
  };
  const add = async (): Promise<void> => {
    if (!ready || working) return;
    setWorking(true);
    setProblem(null);
    const displayName = draft.displayName.trim();
    const answer = await controller.call(routes.operators.addOperator, {
      body: {
        ...{ name, grants, room: draft.room === "" ? null : draft.room },
        ...(displayName === "" ? {} : { displayName }),
        ...(byPassword ? { password } : {}),
      },
    });
    setWorking(false);
    if (!answer.ok) return setProblem(answer.problem);
    done();
    readAgain();
    toast({ text: t("people.added", { name }) });
    if (answer.value.link) setLink(answer.value.link.signInLink);
    else close();
  };
  return (
    <Dialog title={t("people.addOperator")} open={open} onClose={close} role="alertdialog" wide>
      {link === null ? (
        <form
          className="kit-form"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <div className="kit-form-pair">
            <Field
              label={t("people.name")}
              hint={t("people.nameHint")}
              value={draft.name}
              onChange={(next) => change({ name: next })}
              autoComplete="off"
              maxLength={64}
              isRequired
              autoFocus
            />
            <Field
              label={t("people.displayName")}
              value={draft.displayName}
              onChange={(displayName) => change({ displayName })}
              autoComplete="off"
              maxLength={100}
            />
          </div>
          <RoomChoice room={draft.room} onChange={(room) => change({ room })} />
          <Segments
            label={t("people.how")}
            value={byPassword ? "password" : "link"}
            onChange={(how) => change({ how })}
            options={[
              { value: "link", label: t("people.byLink") },
              { value: "password", label: t("people.byPassword") },
            ]}
          />
          {byPassword ? (
            <Field
              label={t("setup.password")}
              type="password"
              hint={t("setup.passwordHint")}
              value={password}
              onChange={setPassword}
              autoComplete="new-password"
              error={password !== "" && password.length < LEAST_PASSWORD ? t("setup.short") : undefined}
            />
          ) : null}
          <GrantsEditor grants={draft.grants} onChange={(next) => change({ grants: next })} />
          {problem ? <ProblemNote problem={problem} /> : null}
          <div className="kit-actions">
            <Button onPress={close}>{t("common.cancel")}</Button>
            <Button type="submit" look="primary" isDisabled={!ready || working}>
              {t("common.add")}
            </Button>
          </div>
        </form>
      ) : (
        <ShownOnce text={t("people.linkOnce")} secret={link} onDone={close} />
      )}
    </Dialog>
  );
}
