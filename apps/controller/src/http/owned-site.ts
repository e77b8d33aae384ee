import { type Act, accept, type Outcome, refuse, type SiteId } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { Caller } from "./context";
import { rootsOf } from "./guard";

/**
 * Whose something new is, and whether this caller may make it there. Null: the whole installation's. Left out: that, or,
 * for who may not, the site of the caller's own room.
 */
export function ownedSite(
  store: Pick<Store, "town">,
  asked: string | null | undefined,
  caller: Caller,
  act: Act,
): Outcome<SiteId | null> {
  if (asked == null) {
    const whole = caller.permit(act, { sites: rootsOf({ store }) });
    if (whole.ok) return accept(null);
    const own = caller.actor.room?.site;
    const mine = asked === undefined && own !== undefined && caller.permit(act, { sites: [own] }).ok;
    return mine ? accept(own) : whole;
  }
  const site = store.town.site(asked as SiteId);
  if (site === undefined) return refuse("site-unknown", `no site ${asked}`, { site: asked });
  const there = caller.permit(act, { sites: [site.id] });
  return there.ok ? accept(site.id) : there;
}

/** May this caller change what belongs to that site, or to the whole installation? */
export function mayChange(
  store: Pick<Store, "town">,
  site: SiteId | null,
  caller: Caller,
  act: Act,
): Outcome<undefined> {
  const permitted = caller.permit(act, { sites: site === null ? rootsOf({ store }) : [site] });
  return permitted.ok ? accept(undefined) : permitted;
}
