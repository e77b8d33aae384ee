import type { BroadcastActor } from "@dalaba/core";
import type { Caller } from "../http/context";

/** Who the journal and the speakers' history will name. */
export function actorOf({ actor, by }: Caller): BroadcastActor {
  if (by === "boot-token") return { kind: "system", id: actor.operator, name: actor.name };
  if (actor.token !== null) return { kind: "token", id: actor.token.id, name: actor.name };
  return { kind: "operator", id: actor.operator, name: actor.name };
}
