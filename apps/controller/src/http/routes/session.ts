import type { ReplyOf, routes } from "@dalaba/api";
import { ACTS, accept, type Outcome, PERMISSIONS } from "@dalaba/core";
import type { Operator, Store } from "@dalaba/store";
import { chooseRoom, type OpenSessionParts, openSession } from "../../people/open-session";
import { hashOf, newId, newSecret } from "../../people/secrets";
import { SESSION_LIFE_MS } from "../../people/session-book";
import { clearedCookie, sessionCookie } from "../../people/session-cookie";
import { checkPassword, type SignInParts, spendLink } from "../../people/sign-in";
import type { Handlers, Visitor } from "../context";
import { shownGrants } from "./operators";
import { setupOf } from "./setup";

export interface SessionParts extends Omit<OpenSessionParts, "store">, Omit<SignInParts, "store"> {
  readonly store: OpenSessionParts["store"] & SignInParts["store"] & Pick<Store, "tokens" | "speakers">;
  baseUrl(): string;
}

/** A `dalaba login` lasts so long; the token's rights are the operator's own, as they stand at each use. */
const LOGIN_TOKEN_LIFE_MS = 30 * 24 * 3_600_000;
const CSRF = { header: "x-dalaba", value: "1" } as const;

export function sessionHandlers(parts: SessionParts): Handlers<typeof routes.session> {
  const { store, clock } = parts;
  return {
    async signIn({ body, header }, visitor) {
      const known = await whoSignsIn(parts, body, visitor);
      if (!known.ok) return known;
      const operator = known.value;
      const room = chooseRoom(parts, operator, body.room);
      if (!room.ok) return room;
      const person = { id: operator.id, name: operator.name, displayName: operator.displayName };
      if (body.token === true) {
        const { secret, expiresAtMs } = loginToken(parts, operator, visitor);
        return accept({ operator: person, token: secret, expiresAtMs });
      }
      const opened = openSession(parts, operator, { ...visitor, room: room.value, byLink: "link" in body });
      // With a TLS proxy in front it is the page that came over HTTPS.
      const secure = [parts.baseUrl(), header("origin")].some((each) => each?.startsWith("https:"));
      const headers = new Headers({ "set-cookie": sessionCookie(opened.secret, SESSION_LIFE_MS, secure) });
      return { ok: true, value: { operator: person, expiresAtMs: opened.expiresAtMs }, headers };
    },
    me(_, caller) {
      const { actor, by, expiresAtMs } = caller;
      const stored = store.operators.get(actor.operator);
      const { id, name, displayName } = stored ?? {
        id: actor.operator,
        name: actor.name,
        displayName: actor.name,
      };
      const room = actor.room && {
        id: actor.room.id,
        name: actor.room.name,
        site: actor.room.site,
        kind: actor.room.kind,
      };
      const me: ReplyOf<typeof routes.session.me> = {
        operator: { id, name, displayName },
        room,
        grants: shownGrants(actor.grants),
        by,
        expiresAtMs,
        mustSetPassword: by === "session" && stored?.hasPassword === false,
        csrf: CSRF,
      };
      return accept(me);
    },
    showSetup(_, caller) {
      return accept(setupOf(parts, caller));
    },
    signOut(_, caller) {
      const nowMs = clock.nowMs();
      const token = caller.signIn ?? caller.actor.token?.id ?? null;
      if (caller.session !== null) {
        const session = caller.session;
        store.audited(caller.entry({ act: "sign-out", object: `session:${session}` }), () =>
          store.sessions.end(session, "signed-out", nowMs),
        );
      } else if (token !== null) {
        store.audited(caller.entry({ act: "token-revoke", object: `token:${token}` }), () =>
          store.tokens.revoke(token, nowMs),
        );
      }
      return { ok: true, value: undefined, headers: new Headers({ "set-cookie": clearedCookie() }) };
    },
  };
}

type SignInBody = { readonly user: string; readonly password: string } | { readonly link: string };

function whoSignsIn(
  parts: SignInParts,
  body: SignInBody,
  { address }: Visitor,
): Outcome<Operator> | Promise<Outcome<Operator>> {
  return "link" in body ? spendLink(parts, body.link, address) : checkPassword(parts, body, address);
}

function loginToken(
  { store, clock }: SessionParts,
  operator: Operator,
  visitor: Visitor,
): { readonly secret: string; readonly expiresAtMs: number } {
  const nowMs = clock.nowMs();
  const secret = newSecret();
  const id = newId("t");
  const expiresAtMs = nowMs + LOGIN_TOKEN_LIFE_MS;
  const scope = { acts: ACTS, sites: null, maxPriority: 79, permissions: PERMISSIONS };
  store.audited(
    {
      atMs: nowMs,
      actor: `operator:${operator.id}`,
      room: operator.room,
      address: visitor.address,
      act: "sign-in",
      object: `token:${id}`,
      why: null,
      result: "ok",
      detail: { name: operator.name },
    },
    () =>
      store.tokens.add(
        {
          id,
          name: `login from ${visitor.address}`,
          operator: operator.id,
          hash: hashOf(secret),
          scope,
          expiresAtMs,
          signIn: true,
        },
        nowMs,
      ),
  );
  return { secret, expiresAtMs };
}
