import type { SiteTree } from "../model";
import { refuse } from "../outcome";
import type { Actor, Grant, SiteScope, TokenScope } from "./grant";
import { highestPriority, mayEmergency, type Permitted, permit } from "./permit";

/** Nobody gives what they do not hold: the site, the highest priority and each permission must be the giver's own. */
export function permitGrant(actor: Actor, grant: Grant, tree: SiteTree, nowMs: number): Permitted {
  const allowed = permit(actor, "manage-operators", { sites: [grant.site] }, tree, nowMs);
  if (!allowed.ok) return allowed;
  return withinOwn(actor, grant, [grant.site], tree);
}

/**
 * Whether the actor may change, disable or reset someone with these grants: only when every one of them could have
 * been given by the actor, so that a village's admin never takes over the town's.
 */
export function permitManage(
  actor: Actor,
  theirs: readonly Grant[],
  tree: SiteTree,
  nowMs: number,
): Permitted {
  const allowed = permit(actor, "manage-operators", { sites: "any" }, tree, nowMs);
  if (!allowed.ok) return allowed;
  for (const grant of theirs) {
    const each = permitGrant(actor, grant, tree, nowMs);
    if (!each.ok) return each;
  }
  return { ok: true };
}

/**
 * A token may hold no more than its maker. A token makes no tokens: it could outlive its own expiry. Who signed in acts
 * without one, by cookie or from a program.
 */
export function permitScope(actor: Actor, scope: TokenScope, tree: SiteTree, nowMs: number): Permitted {
  if (actor.token !== null) return refuse("not-allowed", "a token cannot make tokens; sign in instead");
  const sites = scope.sites ?? "any";
  for (const act of scope.acts) {
    const allowed = permit(actor, act, { sites }, tree, nowMs);
    if (!allowed.ok) return allowed;
  }
  return withinOwn(actor, scope, sites, tree);
}

function withinOwn(
  actor: Actor,
  given: { readonly maxPriority: number; readonly permissions: readonly string[] },
  sites: readonly SiteScope[] | "any",
  tree: SiteTree,
): Permitted {
  const acts = ["talk", "play", "stop"] as const;
  const highest = Math.max(0, ...acts.map((act) => highestPriority(actor, act, sites, tree)));
  if (given.maxPriority > highest)
    return refuse("priority-too-high", `priority ${given.maxPriority} is above your highest, ${highest}`, {
      priority: given.maxPriority,
      highest,
    });
  if (given.permissions.includes("emergency") && !acts.some((act) => mayEmergency(actor, act, sites, tree)))
    return refuse("not-allowed", 'only who holds the permission "emergency" may give it', {
      permission: "emergency",
    });
  return { ok: true };
}
