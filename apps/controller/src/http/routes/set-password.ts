import type { routes } from "@dalaba/api";
import { accept, type Outcome, refuse } from "@dalaba/core";
import type { Operator } from "@dalaba/store";
import { checkPassword } from "../../people/sign-in";
import { linkUrl, makeLink } from "../../people/sign-in-link";
import type { Caller, Handler } from "../context";
import { findOperator, mayManage } from "./found-operator";
import type { OperatorParts } from "./operators";

/**
 * One's own password needs the one before, unless there was none or a sign-in link brought one here just now. Someone
 * else's needs manage-operators over all they hold. Every other session and sign-in of theirs ends: whoever knew the old one is out.
 */
export function setPasswordHandler(parts: OperatorParts): Handler<typeof routes.operators.setPassword> {
  const { store, clock, passwords } = parts;
  return async ({ params, body }, caller) => {
    const found = findOperator(store, params.id);
    const own = found.ok && caller.by === "session" && found.value.id === caller.actor.operator;
    const allowed = own ? found : mayManage(parts, caller, params.id);
    if (!allowed.ok) return allowed;
    const operator = allowed.value;
    if (own && body.password === undefined)
      return refuse("bad-request", "body.password: set one for yourself");
    if (own) {
      const known = await knowsOwn(parts, operator, body.current, caller);
      if (!known.ok) return known;
    }
    const hashed = body.password === undefined ? null : await passwords.hash(body.password);
    if (hashed !== null && !hashed.ok) return hashed;
    const nowMs = clock.nowMs();
    const act = hashed === null ? "sign-in-link" : "password-set";
    return accept(
      store.audited(caller.entry({ act, object: `operator:${operator.id}` }), () => {
        store.operators.setPassword(operator.id, hashed === null ? null : hashed.value, nowMs);
        const kept = own ? (caller.session ?? undefined) : undefined;
        const endedSessions =
          store.sessions.endAllOf(operator.id, "password-set", nowMs, kept) +
          store.tokens.revokeSignInsOf(operator.id, nowMs, caller.signIn ?? undefined);
        const link = hashed === null ? makeLink(store, operator.id, nowMs) : null;
        return {
          endedSessions,
          link: link && { signInLink: linkUrl(parts.baseUrl(), link), expiresAtMs: link.expiresAtMs },
        };
      }),
    );
  };
}

/** Guesses at the old password are counted like sign-ins: a stolen session buys no more of them. */
async function knowsOwn(
  parts: OperatorParts,
  operator: Operator,
  current: string | undefined,
  caller: Caller,
): Promise<Outcome<null>> {
  const stored = parts.store.operators.passwordHash(operator.id) ?? null;
  const cameByLink = caller.session !== null && parts.sessions.cameByLink(caller.session);
  if (stored === null || cameByLink) return accept(null);
  const given = { user: operator.name, password: current ?? "" };
  const checked = await checkPassword(parts, given, caller.address);
  if (checked.ok) return accept(null);
  return checked.code === "sign-in-refused"
    ? refuse("password-wrong", "the current password does not fit")
    : checked;
}
