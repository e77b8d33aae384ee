import { asId, EVERYWHERE, type OperatorId } from "@dalaba/core";
import { SCHEDULE_PRIORITY_MAX, type Schedule } from "@dalaba/core/schedule";
import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { Caller } from "../http/context";
import { callerOf } from "../http/identify";

/**
 * In whose name an occurrence sounds. Whoever wrote the schedule was asked for `play` at its targets then; what a town says
 * each morning does not fall silent because a person left.
 */
export function scheduleCaller(
  parts: { readonly store: Pick<Store, "tokens" | "town">; readonly clock: Clock },
  { id, title }: Pick<Schedule, "id" | "title">,
): Caller {
  const actor = {
    operator: asId<OperatorId>(`schedule-${id}`),
    ...{ name: title, room: null, token: null },
    grants: [
      { role: "operator" as const, site: EVERYWHERE, maxPriority: SCHEDULE_PRIORITY_MAX, permissions: [] },
    ],
  } as const;
  const visitor = { address: "", requestId: `schedule-${id}`, agent: "" };
  const how = { by: "boot-token", session: null, signIn: null, expiresAtMs: null } as const;
  const caller: Caller = callerOf(parts, visitor, actor, { ...how, again: () => caller });
  return caller;
}
