import { ALERT_PRIORITY, MAX_PRIORITY } from "@dalaba/protocol";
import type { SiteId, SiteTree } from "../model";
import { type Refusal, refuse } from "../outcome";
import { type Act, ROLE_ACTS } from "./acts";
import { type Actor, EVERYWHERE, type Grant, type SiteScope } from "./grant";

export type Denial = "outside-your-sites" | "not-allowed" | "priority-too-high" | "token-expired";
export type Permitted = { readonly ok: true } | Refusal<Denial>;

/** What an act is done to. */
export interface ActObject {
  /**
   * Every site it touches, `*` for the installation as a whole (which only a grant everywhere covers); `any` where no
   * site is meant (a list that is filtered afterwards).
   */
  readonly sites: readonly SiteScope[] | "any";
  /** The broadcast's priority, for `talk`, `play` and `stop`. */
  readonly priority?: number;
  /** A broadcast that this very actor began: it may always be stopped. */
  readonly own?: boolean;
}

/**
 * The one question of rights, asked by every route, WebSocket door and command. All sites must be covered.
 * `outside-your-sites`: the actor may do this, but not there. `not-allowed`: no grant of the actor's, or not the
 * token's scope, holds the act, or the `emergency` permission is missing. `priority-too-high`: above the highest
 * granted. 80 and above asks for the permission `emergency` instead of the highest priority; above 100 is never given.
 */
export function permit(actor: Actor, act: Act, object: ActObject, tree: SiteTree, nowMs: number): Permitted {
  if (actor.token !== null && nowMs >= actor.token.expiresAtMs)
    return refuse("token-expired", "this API token has expired");
  if (act === "stop" && object.own === true) return { ok: true };
  const reach =
    object.sites === "any" ? permitAnywhere(actor, act) : permitEverywhere(actor, act, object.sites, tree);
  if (!reach.ok || object.priority === undefined) return reach;
  return permitPriority(actor, act, object.sites, object.priority, tree);
}

function permitAnywhere(actor: Actor, act: Act): Permitted {
  const allowed = scopeHolds(actor, act) && actor.grants.some((grant) => ROLE_ACTS[grant.role].has(act));
  return allowed ? { ok: true } : notAllowed(actor, act);
}

function permitEverywhere(actor: Actor, act: Act, sites: readonly SiteScope[], tree: SiteTree): Permitted {
  if (sites.length === 0) return outside(act, []);
  const strange = sites.filter(
    (site) => !coveredByToken(actor, site, tree) || grantsAt(actor, site, tree).length === 0,
  );
  if (strange.length > 0) return outside(act, strange);
  const anywhere = permitAnywhere(actor, act);
  if (!anywhere.ok) return anywhere;
  const without = sites.filter((site) => actingGrants(actor, act, site, tree).length === 0);
  return without.length > 0 ? outside(act, without) : { ok: true };
}

function permitPriority(
  actor: Actor,
  act: Act,
  sites: readonly SiteScope[] | "any",
  priority: number,
  tree: SiteTree,
): Permitted {
  if (!Number.isInteger(priority) || priority < 0 || priority > MAX_PRIORITY)
    return refuse("priority-too-high", `priority ${priority} is not within 0-${MAX_PRIORITY}`, {
      priority,
      highest: MAX_PRIORITY,
    });
  if (priority >= ALERT_PRIORITY) {
    if (mayEmergency(actor, act, sites, tree)) return { ok: true };
    return refuse("not-allowed", `priority ${priority} needs the permission "emergency"`, {
      act,
      permission: "emergency",
    });
  }
  const highest = highestPriority(actor, act, sites, tree);
  if (priority <= highest) return { ok: true };
  return refuse("priority-too-high", `priority ${priority} is above your highest, ${highest}`, {
    priority,
    highest,
  });
}

/** The highest priority below 80 at which the actor may do this at all of these sites; -1 when it may not. */
export function highestPriority(
  actor: Actor,
  act: Act,
  sites: readonly SiteScope[] | "any",
  tree: SiteTree,
): number {
  const highestOf = (grants: readonly Grant[]): number =>
    Math.max(-1, ...grants.map((grant) => grant.maxPriority));
  const perSite =
    sites === "any"
      ? [highestOf(actor.grants.filter((grant) => ROLE_ACTS[grant.role].has(act)))]
      : sites.map((site) => highestOf(actingGrants(actor, act, site, tree)));
  const bound = actor.token?.scope.maxPriority ?? ALERT_PRIORITY - 1;
  return perSite.length === 0 ? -1 : Math.min(...perSite, bound, ALERT_PRIORITY - 1);
}

/** Whether the actor holds `emergency` for this act at all of these sites, and the token's scope does too. */
export function mayEmergency(
  actor: Actor,
  act: Act,
  sites: readonly SiteScope[] | "any",
  tree: SiteTree,
): boolean {
  if (actor.token !== null && !actor.token.scope.permissions.includes("emergency")) return false;
  const holds = (grants: readonly Grant[]): boolean =>
    grants.some((grant) => grant.permissions.includes("emergency") && ROLE_ACTS[grant.role].has(act));
  return sites === "any"
    ? holds(actor.grants)
    : sites.length > 0 && sites.every((site) => holds(actingGrants(actor, act, site, tree)));
}

/** The sites where the actor may do this, sorted: what lists are filtered by. */
export function permittedSites(actor: Actor, act: Act, tree: SiteTree, nowMs: number): readonly SiteId[] {
  if (actor.token !== null && nowMs >= actor.token.expiresAtMs) return [];
  return tree
    .all()
    .filter((site) => permitEverywhere(actor, act, [site], tree).ok)
    .sort();
}

/** The grants that hold this act at this site; none when the token's scope does not reach. */
export function actingGrants(actor: Actor, act: Act, site: SiteScope, tree: SiteTree): readonly Grant[] {
  if (!scopeHolds(actor, act) || !coveredByToken(actor, site, tree)) return [];
  return grantsAt(actor, site, tree).filter((grant) => ROLE_ACTS[grant.role].has(act));
}

function grantsAt(actor: Actor, site: SiteScope, tree: SiteTree): readonly Grant[] {
  const lineage = lineageOf(site, tree);
  return actor.grants.filter((grant) => grant.site === EVERYWHERE || lineage.includes(grant.site));
}

function lineageOf(site: SiteScope, tree: SiteTree): readonly SiteId[] {
  return site === EVERYWHERE ? [] : tree.lineage(site);
}

function coveredByToken(actor: Actor, site: SiteScope, tree: SiteTree): boolean {
  const sites = actor.token?.scope.sites ?? null;
  return sites === null || lineageOf(site, tree).some((ancestor) => sites.includes(ancestor));
}

function scopeHolds(actor: Actor, act: Act): boolean {
  return actor.token === null || actor.token.scope.acts.includes(act);
}

function outside(act: Act, sites: readonly SiteScope[]): Refusal<Denial> {
  const named = sites.length === 0 ? "no site is named" : sites.slice(0, 10).join(", ");
  return refuse("outside-your-sites", `${act}: ${named}`, { act, sites });
}

function notAllowed(actor: Actor, act: Act): Refusal<Denial> {
  const detail = scopeHolds(actor, act)
    ? "none of your roles allows it"
    : "this token's scope does not hold it";
  return refuse("not-allowed", `${act}: ${detail}`, { act });
}
