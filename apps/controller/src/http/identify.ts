import {
  type Actor,
  accept,
  type Outcome,
  type Permitted,
  permit,
  permittedSites,
  refuse,
  SiteTree,
} from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import { BOOT_ACTOR } from "../people/boot-actor";
import { hashOf, isSame } from "../people/secrets";
import type { SessionBook } from "../people/session-book";
import { readCookie } from "../people/session-cookie";
import type { Caller, Visitor } from "./context";

export interface IdentifyParts {
  readonly store: Pick<Store, "tokens" | "town">;
  readonly sessions: SessionBook;
  /** DALABA_BOOT_TOKEN, or null. */
  readonly bootToken: string | null;
  readonly clock: Clock;
}

/** Who a request comes from: null for nobody, `token-unknown` for a bearer token that opens nothing. */
export type Identify = (
  visitor: Visitor,
  header: (name: string) => string | undefined,
) => Outcome<Caller | null, "token-unknown">;

export function identifyWith(parts: IdentifyParts): Identify {
  return (visitor, header) => {
    const bearer = /^Bearer +(\S+)$/i.exec(header("authorization") ?? "")?.[1];
    if (bearer !== undefined) return byToken(parts, visitor, bearer);
    const secret = readCookie(header("cookie"));
    const living = secret === null ? undefined : parts.sessions.use(secret);
    if (living === undefined) return accept(null);
    const { session, actor } = living;
    return accept(
      callerOf(parts, visitor, actor, {
        by: "session",
        session: session.id,
        expiresAtMs: session.expiresAtMs,
      }),
    );
  };
}

function byToken(parts: IdentifyParts, visitor: Visitor, bearer: string): Outcome<Caller, "token-unknown"> {
  if (parts.bootToken !== null && isSame(bearer, parts.bootToken))
    return accept(
      callerOf(parts, visitor, BOOT_ACTOR, { by: "boot-token", session: null, expiresAtMs: null }),
    );
  const actor = parts.store.tokens.use(hashOf(bearer), visitor.address, parts.clock.nowMs());
  if (actor?.token == null) return refuse("token-unknown", "no living token has this secret");
  const { expiresAtMs } = actor.token;
  return accept(callerOf(parts, visitor, actor, { by: "token", session: null, expiresAtMs }));
}

function callerOf(
  { clock, store }: IdentifyParts,
  visitor: Visitor,
  actor: Actor,
  how: Pick<Caller, "by" | "session" | "expiresAtMs">,
): Caller {
  // The town is read at each question: it may change between the door and the act.
  const tree = () => new SiteTree(store.town.sites());
  return {
    ...visitor,
    ...how,
    actor,
    permit: (act, object): Permitted => permit(actor, act, object, tree(), clock.nowMs()),
    sites: (act) => permittedSites(actor, act, tree(), clock.nowMs()),
    entry: ({ act, object, why = null, result = "ok", detail = {} }) => ({
      atMs: clock.nowMs(),
      actor: auditName(how.by, actor),
      room: actor.room?.id ?? null,
      address: visitor.address,
      act,
      object,
      why,
      result,
      detail: { ...detail, name: actor.name },
    }),
  };
}

function auditName(by: Caller["by"], actor: Actor): string {
  if (by === "boot-token") return "system";
  return actor.token === null ? `operator:${actor.operator}` : `token:${actor.token.id}`;
}
