import { type Directory, type SiteId, SiteTree } from "@dalaba/core";
import type { DelayClass } from "@dalaba/protocol";
import type { Store, Tuning } from "@dalaba/store";
import { delayClasses } from "./delay-classes";
import { groupsOf } from "./groups";

/** The town as targets, documents and lists need it, read once and kept until something changes. */
export interface TownView {
  /** Enabled speakers alone. */
  readonly directory: Directory;
  readonly tree: SiteTree;
  /** Of enabled speakers, by id. */
  readonly delayClasses: ReadonlyMap<string, DelayClass>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Members by group, sorted; `all` first. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Of those that somebody tuned at the pole. */
  readonly tunings: ReadonlyMap<string, Tuning>;
  /** Also of a disabled speaker. */
  siteOf(speaker: string): SiteId | undefined;
}

export function readTownView(store: Store): TownView {
  const directory = store.speakers.directory();
  const tree = new SiteTree(directory.sites);
  const zones = new Map<string, string[]>();
  for (const zone of directory.zones)
    for (const id of zone.speakers) {
      const held = zones.get(id);
      if (held) held.push(zone.id);
      else zones.set(id, [zone.id]);
    }
  const groups = new Map<string, readonly string[]>();
  const members = new Map<string, string[]>();
  const sites = new Map<string, SiteId>();
  for (const speaker of directory.speakers) {
    sites.set(speaker.id, speaker.site);
    const own = groupsOf({ site: speaker.site, zones: zones.get(speaker.id) ?? [] }, tree);
    groups.set(speaker.id, own);
    for (const group of own) {
      const list = members.get(group);
      if (list) list.push(speaker.id);
      else members.set(group, [speaker.id]);
    }
  }
  return {
    directory,
    tree,
    delayClasses: delayClasses(directory.speakers),
    groups,
    members,
    tunings: store.speakers.tunings(),
    siteOf: (speaker) => sites.get(speaker) ?? store.speakers.get(speaker)?.site,
  };
}
