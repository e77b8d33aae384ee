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
    const how = { by: "session", session: id, signIn: null, expiresAtMs, again } as const;
    return accept(callerOf(parts, visitor, living.actor, how));
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
      callerOf(parts, visitor, BOOT_ACTOR, {
        ...{ by: "boot-token", session: null, signIn: null, expiresAtMs: null, again },
      }),
    );
  const used = parts.store.tokens.use(hashOf(bearer), visitor.address, parts.clock.nowMs());
  if (used === undefined) return refuse("token-unknown", "no living token has this secret");
  const { signIn, ...actor } = used;
  const { id, expiresAtMs } = actor.token;
  // A person who signed in from a program is that person: what is theirs, what they may and what the audit names.
  const who = signIn ? { ...actor, token: null } : actor;
  const how = { by: "token", session: null, signIn: signIn ? id : null, expiresAtMs, again } as const;
  return accept(callerOf(parts, visitor, who, how));
}

export function callerOf(
  { clock, store }: Pick<IdentifyParts, "clock" | "store">,
  visitor: Visitor,
  actor: Actor,
  how: Pick<Caller, "by" | "session" | "signIn" | "expiresAtMs" | "again">,
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
