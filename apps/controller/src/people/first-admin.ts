import { type AuditEntry, EVERYWHERE, type Outcome, PERMISSIONS } from "@dalaba/core";
import type { Operator, Store } from "@dalaba/store";
import { adminsEverywhere } from "./admins-everywhere";
import type { Passwords } from "./passwords";
import { newId } from "./secrets";
import { makeLink, type SignInLink } from "./sign-in-link";

export interface FirstAdminParts {
  readonly store: Pick<Store, "operators" | "sessions" | "audited" | "tx">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly nowMs: number;
}

export const FIRST_ADMIN = "admin";

/**
 * At the first start, when there is nobody yet: the operator `admin`, with the given password, or with a one-time link
 * as the answer. Null when there is somebody already.
 */
export async function ensureFirstAdmin(
  parts: FirstAdminParts,
  password: string | null,
): Promise<Outcome<{ readonly link: SignInLink | null } | null, "too-busy">> {
  const { store, nowMs } = parts;
  if (store.operators.count() > 0) return { ok: true, value: null };
  const hashed = password === null ? null : await parts.passwords.hash(password);
  if (hashed !== null && !hashed.ok) return hashed;
  const id = newId("o");
  const link = store.audited(
    systemEntry(nowMs, "operator-add", id, { name: FIRST_ADMIN, first: true }),
    () => {
      store.operators.add(
        {
          id,
          name: FIRST_ADMIN,
          displayName: "管理员",
          passwordHash: hashed === null ? null : hashed.value,
          room: null,
        },
        nowMs,
      );
      store.operators.grant(id, {
        role: "admin",
        site: EVERYWHERE,
        maxPriority: 79,
        permissions: PERMISSIONS,
      });
      return hashed === null ? makeLink(store, id, nowMs) : null;
    },
  );
  return { ok: true, value: { link } };
}

/** For a lost password: a fresh link for the named operator, or for the first enabled administrator there is. */
export function recoveryLink(
  parts: Pick<FirstAdminParts, "store" | "nowMs">,
  name: string | null,
  entryOf: (operator: Operator) => AuditEntry = ({ id, name }) =>
    systemEntry(parts.nowMs, "sign-in-link", id, { name }),
): { readonly name: string; readonly link: SignInLink } | null {
  const { store, nowMs } = parts;
  const operator = name === null ? adminsEverywhere(store)[0] : store.operators.byName(name);
  if (operator === undefined || operator.disabled) return null;
  const link = store.audited(entryOf(operator), () => makeLink(store, operator.id, nowMs));
  return { name: operator.name, link };
}

function systemEntry(
  atMs: number,
  act: string,
  operator: string,
  detail: Readonly<Record<string, unknown>>,
): AuditEntry {
  return {
    atMs,
    actor: "system",
    room: null,
    address: null,
    act,
    object: `operator:${operator}`,
    why: null,
    result: "ok",
    detail,
  };
}
