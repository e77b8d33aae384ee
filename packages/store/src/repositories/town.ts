import type { Camera, Room, Site, Town, TownPlan, Zone } from "@dalaba/core";
import type { Page, PageRequest } from "../page";

/** Sites, rooms, zones and cameras: small tables read whole, and changed only by a plan. */
export interface TownRepository {
  sites(): readonly Site[];
  site(id: string): Site | undefined;
  rooms(): readonly Room[];
  room(id: string): Room | undefined;
  zones(): readonly Zone[];
  zone(id: string): Zone | undefined;
  camera(id: string): Camera | undefined;
  cameras(request: PageRequest & { readonly sites?: readonly string[] }): Page<Camera>;
  /** Everything the town file describes, sorted by id: what `diffTown` takes as `current`. */
  current(): Town;
  /** Applies a plan in one transaction, in an order that foreign keys accept. Fails whole: `town-apply-failed`. */
  apply(
    plan: TownPlan,
    nowMs: number,
  ): { readonly added: number; readonly changed: number; readonly removed: number };
}
