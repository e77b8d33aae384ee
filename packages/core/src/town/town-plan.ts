import type { Camera, ListeningPoint, Room, Site } from "../model";
import type { MapLayer } from "./map-layer";
import type { Town, TownSpeaker, TownZone } from "./town";

/** Which member changed, and from what to what, under the names the town file uses. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What a plan does with one kind of thing. Each list is in the order it is to be carried out. */
export interface KindPlan<T> {
  readonly add: readonly T[];
  readonly change: readonly { readonly item: T; readonly fields: readonly FieldChange[] }[];
  readonly remove: readonly T[];
  /** In the store, not in the file, and left alone because nobody asked to prune. */
  readonly kept: readonly T[];
}

/**
 * The difference between the store and a file. Additions and changes go sites first (parents before children) and
 * listening points last; removals the other way round. Carried out whole or not at all.
 */
export interface TownPlan {
  readonly sites: KindPlan<Site>;
  readonly rooms: KindPlan<Room>;
  readonly zones: KindPlan<TownZone>;
  readonly speakers: KindPlan<TownSpeaker>;
  readonly cameras: KindPlan<Camera>;
  readonly listeningPoints: KindPlan<ListeningPoint>;
  readonly maps: KindPlan<MapLayer>;
}

/** The town after the plan: what it adds to, changes in and removes from `current`. */
export function applyPlan(current: Town, plan: TownPlan): Town {
  return {
    sites: applyKind(current.sites, plan.sites),
    rooms: applyKind(current.rooms, plan.rooms),
    zones: applyKind(current.zones, plan.zones),
    speakers: applyKind(current.speakers, plan.speakers),
    cameras: applyKind(current.cameras, plan.cameras),
    listeningPoints: applyKind(current.listeningPoints, plan.listeningPoints),
    maps: applyKind(current.maps, plan.maps),
  };
}

function applyKind<T extends { readonly id: string }>(
  current: readonly T[],
  plan: KindPlan<T>,
): readonly T[] {
  const items = new Map(current.map((item) => [item.id, item]));
  for (const item of plan.remove) items.delete(item.id);
  for (const { item } of plan.change) items.set(item.id, item);
  for (const item of plan.add) items.set(item.id, item);
  return [...items.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
