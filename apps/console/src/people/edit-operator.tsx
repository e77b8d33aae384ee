import type { OperatorReply, Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { Field } from "../kit/field";
import { ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { useDraft } from "../kit/use-draft";
import { draftOf, grantsOf } from "./grant-draft";
import { GrantsEditor } from "./grants-editor";
import { RoomChoice } from "./room-choice";
import { useReadAgain } from "./use-people";

interface EditOperatorProps {
  readonly operator: OperatorReply;
  readonly onClose: () => void;
}

/** The shown name, the room and the rights of somebody. */
export function EditOperator({ operator, onClose }: EditOperatorProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const readAgain = useReadAgain();
  const { id, name } = operator;
  const before = {
    displayName: operator.displayName,
    room: operator.room ?? "",
    grants: operator.grants.map(draftOf) as readonly ReturnType<typeof draftOf>[],
  };
  const [draft, change, done] = useDraft(`operator.${id}`, before);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const grants = grantsOf(draft.grants);
  const cancel = (): void => {
    done();
    onClose();
  };
  const save = async (): Promise<void> => {
    if (!grants || working) return;
    setWorking(true);
    const refused = await saveOperator(operator, { ...draft, grants });
    setWorking(false);
    readAgain();
    if (refused) return setProblem(refused);
    toast({ text: t("people.saved", { name }) });
    cancel();
  };
  return (
    <Dialog title={t("people.editNamed", { name })} open onClose={onClose} role="alertdialog" wide>
      <form
        className="kit-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className="kit-form-pair">
          <Field
            label={t("people.displayName")}
            value={draft.displayName}
            onChange={(displayName) => change({ displayName })}
            maxLength={100}
            autoFocus
          />
          <RoomChoice room={draft.room} onChange={(room) => change({ room })} />
        </div>
        <GrantsEditor grants={draft.grants} onChange={(next) => change({ grants: next })} />
        {problem ? <ProblemNote problem={problem} /> : null}
        <div className="kit-actions">
          <Button onPress={cancel}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" isDisabled={grants === null || working}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface Wanted {
  readonly displayName: string;
  readonly room: string;
  readonly grants: OperatorReply["grants"];
}

/** Sends what differs, and nothing else: who may change a name may not be allowed to change a grant. */
async function saveOperator(operator: OperatorReply, wanted: Wanted): Promise<Problem | null> {
  const params = { id: operator.id };
  const room = wanted.room === "" ? null : wanted.room;
  const displayName = wanted.displayName.trim();
  if (displayName !== operator.displayName || room !== operator.room) {
    const body = {
      ...(displayName === operator.displayName ? {} : { displayName }),
      ...(room === operator.room ? {} : { room }),
    };
    const answer = await controller.call(routes.operators.changeOperator, { params, body });
    if (!answer.ok) return answer.problem;
  }
  if (JSON.stringify(wanted.grants) === JSON.stringify(operator.grants)) return null;
  const answer = await controller.call(routes.operators.setGrants, {
    params,
    body: { grants: wanted.grants },
  });
  return answer.ok ? null : answer.problem;
}
