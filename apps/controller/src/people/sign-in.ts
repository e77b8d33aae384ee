import {
  type Outcome,
  refuse,
  SIGN_IN_BY_ADDRESS,
  SIGN_IN_BY_NAME,
  type SignInPolicy,
  type SignInState,
  signInStep,
} from "@dalaba/core";
import type { Operator, Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { Passwords } from "./passwords";
import { hashOf } from "./secrets";

export interface SignInParts {
  readonly store: Pick<Store, "operators" | "sessions" | "audit" | "tx">;
  readonly passwords: Passwords;
  readonly clock: Clock;
}

export type SignInRefusal = "sign-in-refused" | "sign-in-slowed" | "link-spent" | "too-busy";

/** Whether that is this person. Tries are counted before the password is looked at, and kept across restarts. */
export async function checkPassword(
  parts: SignInParts,
  given: { readonly user: string; readonly password: string },
  address: string,
): Promise<Outcome<Operator, SignInRefusal>> {
  const tries = countTry(parts, [
    { key: `address:${address}`, policy: SIGN_IN_BY_ADDRESS },
    { key: `name:${given.user.slice(0, 64)}@${address}`, policy: SIGN_IN_BY_NAME },
  ]);
  if (!tries.ok) return tries;
  const operator = parts.store.operators.byName(given.user);
  const stored = operator ? (parts.store.operators.passwordHash(operator.id) ?? null) : null;
  const checked = await parts.passwords.check(stored, given.password);
  if (!checked.ok) return checked;
  if (!checked.value || operator === undefined || operator.disabled) {
    noteRefusal(parts, given.user, address);
    return refuse("sign-in-refused", "name and password do not fit");
  }
  tries.value();
  return { ok: true, value: operator };
}

/** Spends a one-time link: whoever comes with it is its operator. */
export function spendLink(
  parts: SignInParts,
  link: string,
  address: string,
): Outcome<Operator, SignInRefusal> {
  const tries = countTry(parts, [{ key: `address:${address}`, policy: SIGN_IN_BY_ADDRESS }]);
  if (!tries.ok) return tries;
  const id = parts.store.sessions.useLink(hashOf(link), parts.clock.nowMs());
  const operator = id === undefined ? undefined : parts.store.operators.get(id);
  if (operator === undefined || operator.disabled)
    return refuse("link-spent", "the link was used, has expired, or never was");
  tries.value();
  return { ok: true, value: operator };
}

function stateOf(store: SignInParts["store"], key: string): SignInState | null {
  return (store.sessions.attempt(key) ?? null) as SignInState | null;
}

interface CountedKey {
  readonly key: string;
  readonly policy: SignInPolicy;
}

/** Counts one try under every key; the value takes it back once it has succeeded. */
function countTry(
  { store, clock }: SignInParts,
  keys: readonly CountedKey[],
): Outcome<() => void, "sign-in-slowed"> {
  const nowMs = clock.nowMs();
  // A name is forgiven everything; an address only this try, and not those that came while the password was being
  // checked: signing in with one's own password buys no guesses at another's.
  const takeOneBack = ({ key }: CountedKey): void => {
    const now = key.startsWith("address:") ? stateOf(store, key) : null;
    const kept = now !== null && now.tries > 1 ? { ...now, tries: now.tries - 1 } : null;
    store.sessions.saveAttempt(key, kept, nowMs);
  };
  return store.tx(() => {
    const steps = keys.map(({ key, policy }) => {
      const before = stateOf(store, key);
      return { key, ...signInStep(before, "try", nowMs, policy) };
    });
    const waitMs = Math.max(...steps.map((step) => step.waitMs));
    if (waitMs > 0) {
      const waitSeconds = Math.ceil(waitMs / 1000);
      return refuse("sign-in-slowed", `too many tries; wait ${waitSeconds} s`, { waitSeconds });
    }
    for (const { key, state } of steps) store.sessions.saveAttempt(key, state && { ...state }, nowMs);
    const takeBack = () =>
      store.tx(() => {
        for (const one of keys) takeOneBack(one);
      });
    return { ok: true as const, value: takeBack };
  });
}

function noteRefusal({ store, clock }: SignInParts, user: string, address: string): void {
  store.audit.append({
    atMs: clock.nowMs(),
    actor: "system",
    room: null,
    address,
    act: "sign-in",
    object: `name:${user.slice(0, 64)}`,
    why: null,
    result: "sign-in-refused",
    detail: {},
  });
}
