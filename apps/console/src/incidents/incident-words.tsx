import type { IncidentReply } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";

/** What kind of thing it is, with a mark that does without colour. */
export function KindMark({ kind }: Pick<IncidentReply, "kind">) {
  const { t } = useTranslation();
  return (
    <span className={`incident-kind ${URGENT.has(kind) ? "urgent" : ""}`}>
      <span aria-hidden="true">{URGENT.has(kind) ? "▲" : "●"}</span> {t(`incidents.kind.${kind}`)}
    </span>
  );
}

/** Somebody waits for help. */
export const URGENT: ReadonlySet<string> = new Set(["help-call", "fire"]);

export function StateMark({ state, outcome, owner }: Pick<IncidentReply, "state" | "outcome" | "owner">) {
  const { t } = useTranslation();
  const name = state === "closed" ? (outcome ?? "closed") : state;
  return (
    <span className={`incident-state ${state}`}>
      {t(`incidents.state.${name}`)}
      {owner !== null && state !== "closed" ? ` · ${owner.name}` : ""}
    </span>
  );
}
