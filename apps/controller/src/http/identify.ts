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

/** The two headers that can say who someone is. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

/** Who a request comes from: null for nobody, `token-unknown` for a bearer token that opens nothing. */
export type Identify = (
  visitor: Visitor,
  credentials: Credentials,
) => Outcome<Caller | null, "token-unknown">;

export function identifyWith(parts: IdentifyParts): Identify {
  const identify = (
    visitor: Visitor,
    credentials: Credentials,
    first: boolean,
  ): Outcome<Caller | null, "token-unknown"> => {
    const again = () => {
      const now = identify(visitor, credentials, false);
      return now.ok ? now.value : null;
    };
    const bearer = /^Bearer +(\S+)$/i.exec(credentials.authorization ?? "")?.[1];
    if (bearer !== undefined) return byToken(parts, visitor, bearer, again);
    const secret = readCookie(credentials.cookie);
    const living = secret === null ? undefined : parts.sessions.use(secret, first);
    if (living === undefined) return accept(null);
    const { id, expiresAtMs } = living.session;
    return accept(callerOf(parts, visitor, living.actor, { by: "session", session: id, expiresAtMs, again }));
  };
  return (visitor, credentials) => identify(visitor, credentials, true);
}

function byToken(
  parts: IdentifyParts,
  visitor: Visitor,
  bearer: string,
  again: () => Caller | null,
): Outcome<Caller, "token-unknown"> {
  if (parts.bootToken !== null && isSame(bearer, parts.bootToken))
    return accept(
      callerOf(parts, visitor, BOOT_ACTOR, { by: "boot-token", session: null, expiresAtMs: null, again }),
    );
  const actor = parts.store.tokens.use(hashOf(bearer), visitor.address, parts.clock.nowMs());
  if (actor?.token == null) return refuse("token-unknown", "no living token has this secret");
  const { expiresAtMs } = actor.token;
  return accept(callerOf(parts, visitor, actor, { by: "token", session: null, expiresAtMs, again }));
}

function callerOf(
  { clock, store }: IdentifyParts,
  visitor: Visitor,
  actor: Actor,
  how: Pick<Caller, "by" | "session" | "expiresAtMs" | "again">,
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
