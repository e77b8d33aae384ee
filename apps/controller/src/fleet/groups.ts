import type { SiteTree, Speaker } from "@dalaba/core";
import { ALL_GROUP, siteGroup, zoneGroup } from "@dalaba/protocol";

/** A cfg document lists at most this many (SPEC 4.10). */
const MAX_GROUPS = 64;

/**
 * The groups a speaker is in: `all`, its site and every site above it, its zones. Beyond 64 it is a member of the first
 * 64 alone; a broadcast to a group it is left out of names it by id instead, since the group then is not the target.
 */
export function groupsOf(
  speaker: Pick<Speaker, "site"> & { readonly zones: readonly string[] },
  tree: SiteTree,
) {
  return [ALL_GROUP, ...tree.lineage(speaker.site).map(siteGroup), ...speaker.zones.map(zoneGroup)].slice(
    0,
    MAX_GROUPS,
  );
}

/** The group that has exactly these members; `speakers` is sorted. The widest name wins: `all` before a site. */
export function groupOf(
  speakers: readonly string[],
  members: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const first = speakers[0];
  if (first === undefined) return undefined;
  for (const [group, ids] of members)
    if (
      ids.length === speakers.length &&
      ids[0] === first &&
      ids.every((id, index) => id === speakers[index])
    )
      return group;
  return undefined;
}
