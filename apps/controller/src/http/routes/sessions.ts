import type { routes, SessionReply } from "@dalaba/api";
import { accept, refuse } from "@dalaba/core";
import type { Session, Store } from "@dalaba/store";
import type { Clock } from "../../clock";
import type { Caller, Handlers } from "../context";
import { findOperator, mayManage } from "./found-operator";

export interface SessionsParts {
  readonly store: Pick<Store, "sessions" | "operators" | "town" | "audited">;
  readonly clock: Clock;
}

export function sessionsHandlers(parts: SessionsParts): Handlers<typeof routes.sessions> {
  const { store, clock } = parts;
  return {
    listSessions({ query }, caller) {
      const everyone = caller.permit("manage-operators", { sites: "any" }).ok;
      const asked = query.operator === undefined ? null : findOperator(store, query.operator);
      if (asked && !asked.ok) return asked;
      const whose = asked?.value.id ?? (everyone ? undefined : caller.actor.operator);
      if (!everyone && whose !== caller.actor.operator)
        return refuse("not-allowed", "only your own sessions", { act: "manage-operators" });
      const { items, next } = store.sessions.list({
        after: query.after ?? null,
        limit: query.limit,
        livingAtMs: clock.nowMs(),
        ...(whose === undefined ? {} : { operator: whose }),
      });
      return accept({ items: items.map((session) => shown(session, caller)), next });
    },
    endSession({ params }, caller) {
      const session = store.sessions.get(params.id);
      if (session === undefined || session.endedAtMs !== null)
        return refuse("session-unknown", `no living session ${params.id}`, { session: params.id });
      if (session.operator !== caller.actor.operator) {
        const allowed = mayManage(parts, caller, session.operator);
        if (!allowed.ok) return allowed;
      }
      store.audited(caller.entry({ act: "session-end", object: `session:${session.id}` }), () =>
        store.sessions.end(session.id, "ended", clock.nowMs()),
      );
      return accept(undefined);
    },
  };
}

function shown(session: Session, caller: Caller): SessionReply {
  const { id, operator, room, createdAtMs, lastSeenAtMs, expiresAtMs, address, agent } = session;
  return {
    ...{ id, operator, room, createdAtMs, lastSeenAtMs, expiresAtMs, address, agent },
    current: id === caller.session,
  };
}
