import type { OperatorReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, problemIn, routes } from "../app/controller";
import { useMe } from "../app/me";
import { Button } from "../kit/button";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { TypedConfirmation } from "../kit/typed-confirmation";
import { useRefusalToast } from "../kit/use-refusal-toast";
import { useLive } from "../live/use-live";
import { AddOperator } from "./add-operator";
import { EditOperator } from "./edit-operator";
import { GrantWords } from "./grant-words";
import { ResetPassword } from "./reset-password";
import { useOperators, useReadAgain } from "./use-people";

type Doing = "edit" | "reset" | "remove";

/** Operators, their rooms and rights. */
export function OperatorsTab() {
  const { t } = useTranslation();
  const operators = useOperators(true);
  const toast = useToast();
  const refused = useRefusalToast();
  const readAgain = useReadAgain();
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<{ readonly what: Doing; readonly operator: OperatorReply } | null>(null);

  const setDisabled = async (
    { id, name }: OperatorReply,
    disabled: boolean,
    undoable = true,
  ): Promise<void> => {
    const answer = await controller.call(routes.operators.changeOperator, {
      params: { id },
      body: { disabled },
    });
    if (!answer.ok) return refused(answer.problem);
    readAgain();
    toast({
      text: t(disabled ? "people.disabled" : "people.enabled", { name }),
      ...(undoable ? { undo: () => void setDisabled(answer.value, !disabled, false) } : {}),
    });
  };
  const remove = async () => {
    const operator = doing?.operator;
    if (!operator) return null;
    const answer = await controller.call(routes.operators.removeOperator, { params: { id: operator.id } });
    if (!answer.ok) return answer.problem;
    readAgain();
    toast({ text: t("people.removed", { name: operator.name }) });
    return null;
  };
  const end = (): void => setDoing(null);
  return (
    <>
      <div className="people-acts">
        <Button look="primary" onPress={() => setAdding(true)}>
          {t("people.addOperator")}
        </Button>
      </div>
      {operators.isPending ? <Loading /> : null}
      {operators.error ? (
        <ProblemNote problem={problemIn(operators.error)} onRetry={() => void operators.refetch()} />
      ) : null}
      {operators.data?.length === 0 ? <Empty title={t("people.none")} /> : null}
      <ul className="people-list">
        {operators.data?.map((operator) => (
          <OperatorRow
            key={operator.id}
            operator={operator}
            onDo={(what) => setDoing({ what, operator })}
            onDisable={(disabled) => void setDisabled(operator, disabled)}
          />
        ))}
      </ul>
      <AddOperator open={adding} onClose={() => setAdding(false)} />
      {doing?.what === "edit" ? (
        <EditOperator key={doing.operator.id} operator={doing.operator} onClose={end} />
      ) : null}
      {doing?.what === "reset" ? (
        <ResetPassword key={doing.operator.id} operator={doing.operator} onClose={end} />
      ) : null}
      <TypedConfirmation
        title={t("people.removeTitle", { name: doing?.operator.name ?? "" })}
        text={t("people.removeText")}
        word={doing?.operator.name ?? ""}
        open={doing?.what === "remove"}
        onClose={end}
        onConfirm={remove}
      />
    </>
  );
}

interface OperatorRowProps {
  readonly operator: OperatorReply;
  readonly onDo: (what: Doing) => void;
  readonly onDisable: (disabled: boolean) => void;
}

function OperatorRow({ operator, onDo, onDisable }: OperatorRowProps) {
  const { t } = useTranslation();
  const me = useMe();
  const { name, displayName, disabled, hasPassword, grants, id } = operator;
  const room = useLive(({ rooms }) => rooms.find((each) => each.id === operator.room)?.name ?? operator.room);
  const self = me.data?.operator.id === id;
  return (
    <li className={`kit-panel people-row ${disabled ? "off" : ""}`}>
      <div className="people-who">
        <strong>
          {displayName || name}
          {self ? <span className="people-self">{t("people.you")}</span> : null}
        </strong>
        <span className="muted">
          {name} · {room ?? t("operator.noRoom")}
        </span>
        <span className="people-flags">
          {disabled ? <span className="people-off">⊘ {t("people.isDisabled")}</span> : null}
          {hasPassword ? null : <span className="people-warn">△ {t("people.noPassword")}</span>}
        </span>
      </div>
      <GrantWords grants={grants} />
      <div className="people-row-acts">
        <Button small onPress={() => onDo("edit")} aria-label={t("people.editNamed", { name })}>
          {t("people.edit")}
        </Button>
        <Button small onPress={() => onDo("reset")} aria-label={t("people.resetNamed", { name })}>
          {t("people.reset")}
        </Button>
        <Button small onPress={() => onDisable(!disabled)} isDisabled={self}>
          {t(disabled ? "speakers.enable" : "speakers.disable")}
        </Button>
        <Button
          small
          onPress={() => onDo("remove")}
          isDisabled={self}
          aria-label={t("people.removeTitle", { name })}
        >
          {t("common.remove")}
        </Button>
      </div>
    </li>
  );
}
