import type { ReplyOf, routes } from "@dalaba/api";
import type { Store } from "@dalaba/store";
import type { SessionBook } from "../../people/session-book";
import type { Caller } from "../context";

export interface SetupParts {
  readonly store: Pick<Store, "operators" | "speakers" | "town">;
  readonly sessions: Pick<SessionBook, "cameByLink">;
}

/** How far the first set-up has come, as this caller may know it. */
export function setupOf(
  { store, sessions }: SetupParts,
  caller: Caller,
): ReplyOf<typeof routes.session.showSetup> {
  const passwordSet = store.operators.get(caller.actor.operator)?.hasPassword ?? null;
  const cameByLink = caller.session !== null && sessions.cameByLink(caller.session);
  return {
    passwordSet,
    needsCurrentPassword: passwordSet === true && !cameByLink,
    townEmpty: store.town.sites().length === 0,
    speakers: countSpeakers(store, caller),
    othersExist: store.operators.count() > 1,
  };
}

function countSpeakers({ speakers }: SetupParts["store"], caller: Caller) {
  const sites = caller.sites("see");
  const counted = { total: 0, withCredentials: 0 };
  for (let after: string | null = null; ; ) {
    const page = speakers.list({ after, limit: 500, sites });
    counted.total += page.items.length;
    counted.withCredentials += page.items.filter(({ credentialsVersion }) => credentialsVersion > 0).length;
    if (page.next === null) return counted;
    after = page.next;
  }
}
