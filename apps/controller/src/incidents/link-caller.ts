import { asId, EVERYWHERE, type OperatorId } from "@dalaba/core";
import { LINK_PRIORITY } from "@dalaba/core/link";
import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { Caller } from "../http/context";
import { callerOf } from "../http/identify";

/** In whose name a link sounds: its own, under its cap. Who armed it stands in the link. */
export function linkCaller(
  parts: { readonly store: Pick<Store, "tokens" | "town">; readonly clock: Clock },
  { id, title }: { readonly id: string; readonly title: string },
): Caller {
  const actor = {
    operator: asId<OperatorId>(`link-${id}`),
    ...{ name: title, room: null, token: null },
    grants: [{ role: "operator" as const, site: EVERYWHERE, maxPriority: LINK_PRIORITY, permissions: [] }],
  } as const;
  const visitor = { address: "", requestId: `link-${id}`, agent: "" };
  const how = { by: "boot-token", session: null, signIn: null, expiresAtMs: null } as const;
  const caller: Caller = callerOf(parts, visitor, actor, { ...how, again: () => caller });
  return caller;
}
