import { asId, EVERYWHERE, type OperatorId } from "@dalaba/core";
import type { Caller } from "./context";
import { callerOf, type IdentifyParts } from "./identify";

/**
 * In whose name a schedule or a link sounds: its own, up to the highest priority of its kind. Whoever wrote it was asked for the
 * right then; what a town says each morning does not fall silent because a person left.
 */
export function ruleCaller(
  parts: Pick<IdentifyParts, "store" | "clock">,
  kind: "schedule" | "link",
  { id, title }: { readonly id: string; readonly title: string },
  maxPriority: number,
): Caller {
  const name = `${kind}-${id}`;
  const actor = {
    operator: asId<OperatorId>(name),
    ...{ name: title, room: null, token: null },
    grants: [{ role: "operator" as const, site: EVERYWHERE, maxPriority, permissions: [] }],
  } as const;
  const how = { by: "boot-token", session: null, signIn: null, expiresAtMs: null } as const;
  const visitor = { address: "", requestId: name, agent: "" };
  const caller: Caller = callerOf(parts, visitor, actor, { ...how, again: () => caller });
  return caller;
}
