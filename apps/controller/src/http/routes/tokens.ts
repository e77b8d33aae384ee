import type { routes, TokenReply } from "@dalaba/api";
import {
  accept,
  highestPriority,
  type Outcome,
  permitScope,
  refuse,
  type SiteId,
  SiteTree,
  type TokenScope,
} from "@dalaba/core";
import type { ApiToken, Operator, Store } from "@dalaba/store";
import type { Clock } from "../../clock";
import { hashOf, newId, newSecret } from "../../people/secrets";
import type { Caller, Handlers } from "../context";
import { findOperator, mayManage } from "./found-operator";

export interface TokenParts {
  readonly store: Pick<Store, "tokens" | "operators" | "town" | "audited">;
  readonly clock: Clock;
}

const DAY_MS = 24 * 3_600_000;

export function tokenHandlers(parts: TokenParts): Handlers<typeof routes.tokens> {
  const { store, clock } = parts;
  return {
    listTokens({ query }, caller) {
      const everyone = caller.permit("manage-operators", { sites: "any" }).ok;
      const asked = query.operator === undefined ? null : findOperator(store, query.operator);
      if (asked && !asked.ok) return asked;
      const whose = asked?.value.id ?? (everyone ? undefined : caller.actor.operator);
      if (!everyone && whose !== caller.actor.operator)
        return refuse("not-allowed", "only your own tokens", { act: "manage-operators" });
      const { items, next } = store.tokens.list({
        after: query.after ?? null,
        limit: query.limit,
        ...(whose === undefined ? {} : { operator: whose }),
      });
      return accept({ items: items.map(shown), next });
    },
    addToken({ body }, caller) {
      const owner = ownerOf(parts, caller, body.operator);
      if (!owner.ok) return owner;
      const tree = new SiteTree(store.town.sites());
      const sites = (body.sites ?? null) as readonly SiteId[] | null;
      const missing = sites?.find((site) => !tree.has(site));
      if (missing !== undefined) return refuse("site-unknown", `no site ${missing}`, { site: missing });
      const scope: TokenScope = {
        acts: [...new Set(body.acts)],
        sites,
        maxPriority: body.maxPriority ?? Math.max(0, highestOf(caller, sites, tree)),
        permissions: body.permissions,
      };
      const allowed = permitScope(caller.actor, scope, tree, clock.nowMs());
      if (!allowed.ok) return allowed;
      const nowMs = clock.nowMs();
      const secret = newSecret();
      const id = newId("t");
      const row = {
        ...{ id, name: body.name, operator: owner.value.id, hash: hashOf(secret), scope },
        expiresAtMs: nowMs + body.expiresInDays * DAY_MS,
      };
      const detail = { token: body.name, operator: owner.value.name, scope };
      store.audited(caller.entry({ act: "token-add", object: `token:${id}`, detail }), () =>
        store.tokens.add(row, nowMs),
      );
      return accept({ ...shown(store.tokens.get(id) as ApiToken), token: secret });
    },
    revokeToken({ params }, caller) {
      const token = store.tokens.get(params.id);
      if (token === undefined) return refuse("not-found", `no token ${params.id}`, { token: params.id });
      if (token.operator !== caller.actor.operator) {
        const allowed = mayManage(parts, caller, token.operator);
        if (!allowed.ok) return allowed;
      }
      store.audited(caller.entry({ act: "token-revoke", object: `token:${token.id}` }), () =>
        store.tokens.revoke(token.id, clock.nowMs()),
      );
      return accept(undefined);
    },
  };
}

/** Oneself; someone else only with manage-operators over all they hold. */
function ownerOf(parts: TokenParts, caller: Caller, asked: string | undefined): Outcome<Operator> {
  const wanted = asked ?? caller.actor.operator;
  if (caller.by === "boot-token" && asked === undefined)
    return refuse("needs-person", "the boot token owns no tokens; name the operator who will");
  const found = findOperator(parts.store, wanted);
  if (!found.ok || found.value.id === caller.actor.operator) return found;
  return mayManage(parts, caller, wanted);
}

function highestOf(caller: Caller, sites: readonly SiteId[] | null, tree: SiteTree): number {
  const acts = ["talk", "play", "stop"] as const;
  return Math.max(...acts.map((act) => highestPriority(caller.actor, act, sites ?? "any", tree)));
}

function shown(token: ApiToken): TokenReply {
  const { id, name, operator, scope, createdAtMs, expiresAtMs } = token;
  const { lastUsedAtMs, lastUsedAddress, revokedAtMs, signIn } = token;
  return {
    ...{ id, name, operator, createdAtMs, expiresAtMs, lastUsedAtMs, lastUsedAddress, revokedAtMs },
    signIn,
    acts: [...scope.acts],
    sites: scope.sites === null ? null : [...scope.sites],
    maxPriority: scope.maxPriority,
    permissions: [...scope.permissions],
  };
}
