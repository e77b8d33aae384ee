import type { GrantReply, OperatorReply, ReplyOf, routes } from "@dalaba/api";
import {
  accept,
  type Grant,
  type Outcome,
  permitGrant,
  ROLE_MAX_PRIORITY,
  refuse,
  type SiteScope,
  SiteTree,
} from "@dalaba/core";
import type { Operator, Store } from "@dalaba/store";
import type { Clock } from "../../clock";
import { adminsEverywhere } from "../../people/admins-everywhere";
import { recoveryLink } from "../../people/first-admin";
import type { Passwords } from "../../people/passwords";
import { newId } from "../../people/secrets";
import type { SessionBook } from "../../people/session-book";
import { linkUrl, makeLink } from "../../people/sign-in-link";
import type { Caller, Handlers } from "../context";
import { mayManage } from "./found-operator";
import { setPasswordHandler } from "./set-password";

export interface OperatorParts {
  readonly store: Pick<Store, "operators" | "sessions" | "tokens" | "town" | "audit" | "audited" | "tx">;
  readonly sessions: SessionBook;
  readonly passwords: Passwords;
  readonly clock: Clock;
  /** Where sign-in links lead. */
  baseUrl(): string;
}

type NewGrant = Pick<GrantReply, "role" | "site" | "permissions"> & {
  readonly maxPriority?: number | undefined;
};

export function operatorHandlers(parts: OperatorParts): Handlers<typeof routes.operators> {
  const { store, clock } = parts;
  return {
    listOperators({ query }) {
      const { items, next } = store.operators.list({ after: query.after ?? null, limit: query.limit });
      return accept({ items: items.map(shownOperator), next });
    },
    async addOperator({ body }, caller) {
      const grants = checkedGrants(parts, caller, body.grants);
      if (!grants.ok) return grants;
      if (body.room != null && store.town.room(body.room) === undefined)
        return refuse("room-unknown", `no room ${body.room}`, { room: body.room });
      if (store.operators.byName(body.name)) return refuse("operator-exists", body.name, { name: body.name });
      const hashed = body.password === undefined ? null : await parts.passwords.hash(body.password);
      if (hashed !== null && !hashed.ok) return hashed;
      const nowMs = clock.nowMs();
      const id = newId("o");
      const row = {
        ...{ id, name: body.name, displayName: body.displayName ?? body.name, room: body.room ?? null },
        passwordHash: hashed === null ? null : hashed.value,
      };
      return store.tx((): Outcome<ReplyOf<typeof routes.operators.addOperator>> => {
        const added = store.operators.add(row, nowMs);
        if (!added.ok) return added;
        const detail = { operator: body.name, grants: grants.value };
        const link = store.audited(
          caller.entry({ act: "operator-add", object: `operator:${id}`, detail }),
          () => {
            for (const grant of grants.value) store.operators.grant(id, grant);
            return hashed === null ? makeLink(store, id, nowMs) : null;
          },
        );
        const operator = shownOperator(store.operators.get(id) as Operator);
        return accept({
          operator,
          link: link && { signInLink: linkUrl(parts.baseUrl(), link), expiresAtMs: link.expiresAtMs },
        });
      });
    },
    changeOperator({ params, body }, caller) {
      const found = mayManage(parts, caller, params.id);
      if (!found.ok) return found;
      const { id } = found.value;
      if (body.room != null && store.town.room(body.room) === undefined)
        return refuse("room-unknown", `no room ${body.room}`, { room: body.room });
      if (body.disabled === true && isLastAdmin(parts, id)) return lastAdmin();
      const fields = {
        ...(body.displayName === undefined ? {} : { displayName: body.displayName }),
        ...(body.room === undefined ? {} : { room: body.room }),
        ...(body.disabled === undefined ? {} : { disabled: body.disabled }),
      };
      const entry = caller.entry({ act: "operator-change", object: `operator:${id}`, detail: fields });
      store.audited(entry, () => {
        store.operators.change(id, fields);
        if (body.disabled === true) store.sessions.endAllOf(id, "disabled", clock.nowMs());
      });
      return accept(shownOperator(store.operators.get(id) as Operator));
    },
    removeOperator({ params }, caller) {
      const found = mayManage(parts, caller, params.id);
      if (!found.ok) return found;
      const { id, name } = found.value;
      if (isLastAdmin(parts, id)) return lastAdmin();
      const entry = caller.entry({
        act: "operator-remove",
        object: `operator:${id}`,
        detail: { operator: name },
      });
      store.audited(entry, () => store.operators.remove(id));
      return accept(undefined);
    },
    makeSignInLink({ body }, caller) {
      const asked = body.operator === undefined ? null : mayManage(parts, caller, body.operator);
      if (asked && !asked.ok) return asked;
      const made = recoveryLink({ store, nowMs: clock.nowMs() }, asked?.value.name ?? null, ({ id }) =>
        caller.entry({ act: "sign-in-link", object: `operator:${id}` }),
      );
      if (made === null) return refuse("operator-unknown", "no enabled operator for whom to make a link");
      const { name, link } = made;
      return accept({ operator: name, url: linkUrl(parts.baseUrl(), link), expiresAtMs: link.expiresAtMs });
    },
    setPassword: setPasswordHandler(parts),
    setGrants({ params, body }, caller) {
      const found = mayManage(parts, caller, params.id);
      if (!found.ok) return found;
      const grants = checkedGrants(parts, caller, body.grants);
      if (!grants.ok) return grants;
      const { id, grants: before } = found.value;
      const admin = grants.value.some(({ role, site }) => role === "admin" && site === "*");
      if (!admin && isLastAdmin(parts, id)) return lastAdmin();
      const detail = { from: before, to: grants.value };
      store.audited(caller.entry({ act: "grants-set", object: `operator:${id}`, detail }), () => {
        for (const { site, role } of before) store.operators.revoke(id, site, role);
        for (const grant of grants.value) store.operators.grant(id, grant);
      });
      return accept(shownOperator(store.operators.get(id) as Operator));
    },
  };
}

/** Nobody gives what they do not hold (core's permitGrant); a site that is not there is no grant. */
function checkedGrants(
  { store, clock }: OperatorParts,
  caller: Caller,
  asked: readonly NewGrant[],
): Outcome<readonly Grant[]> {
  const tree = new SiteTree(store.town.sites());
  const grants: Grant[] = [];
  for (const { role, site, permissions, maxPriority } of asked) {
    const grant: Grant = {
      role,
      site: site as SiteScope,
      permissions,
      maxPriority: maxPriority ?? ROLE_MAX_PRIORITY[role],
    };
    if (grant.site !== "*" && !tree.has(grant.site))
      return refuse("site-unknown", `no site ${site}`, { site });
    const allowed = permitGrant(caller.actor, grant, tree, clock.nowMs());
    if (!allowed.ok) return allowed;
    grants.push(grant);
  }
  return accept(grants);
}

function isLastAdmin({ store }: OperatorParts, id: string): boolean {
  const admins = adminsEverywhere(store);
  return admins.length === 1 && admins[0]?.id === id;
}

function lastAdmin() {
  return refuse("last-admin", "this is the only enabled admin everywhere");
}

export function shownGrants(grants: readonly Grant[]): GrantReply[] {
  return grants.map(({ role, site, maxPriority, permissions }) => ({
    role,
    site,
    maxPriority,
    permissions: [...permissions],
  }));
}

export function shownOperator(operator: Operator): OperatorReply {
  const { id, name, displayName, room, disabled, hasPassword, createdAtMs } = operator;
  return {
    id,
    name,
    displayName,
    room,
    disabled,
    hasPassword,
    createdAtMs,
    grants: shownGrants(operator.grants),
  };
}
