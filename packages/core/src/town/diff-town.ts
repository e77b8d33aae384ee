import { canonicalJson } from "../audit";
import type { SiteId } from "../model";
import { TOWN_KINDS, type Town, type TownItem, type TownKind } from "./town";
import type { FieldChange, KindPlan, TownPlan } from "./town-plan";

/**
 * What it takes to turn `current` into `wanted`, like a plan that is printed before it is carried out. With `prune`
 * what the file does not name is removed; without, it is listed as kept. Ordered by id, sites parents first.
 */
export function diffTown(current: Town, wanted: Town, options: { readonly prune: boolean }): TownPlan {
  const kind = <T extends TownItem>(now: readonly T[], then: readonly T[]): KindPlan<T> =>
    diffKind(now, then, options.prune);
  const sites = kind(current.sites, wanted.sites);
  const depth = siteDepths([...current.sites, ...wanted.sites]);
  const byDepth = (a: { id: SiteId }, b: { id: SiteId }) => (depth.get(a.id) ?? 0) - (depth.get(b.id) ?? 0);
  return {
    sites: { ...sites, add: sites.add.toSorted(byDepth), remove: sites.remove.toSorted(byDepth).reverse() },
    rooms: kind(current.rooms, wanted.rooms),
    zones: kind(current.zones, wanted.zones),
    speakers: kind(current.speakers, wanted.speakers),
    cameras: kind(current.cameras, wanted.cameras),
    listeningPoints: kind(current.listeningPoints, wanted.listeningPoints),
    maps: kind(current.maps, wanted.maps),
  };
}

function diffKind<T extends TownItem>(
  current: readonly T[],
  wanted: readonly T[],
  prune: boolean,
): KindPlan<T> {
  const now = new Map<string, T>(current.map((item) => [item.id, item]));
  const named = new Set<string>(wanted.map((item) => item.id));
  const add: T[] = [];
  const change: { item: T; fields: readonly FieldChange[] }[] = [];
  for (const item of byId(wanted)) {
    const before = now.get(item.id);
    if (before === undefined) add.push(item);
    else {
      const fields = changedFields(before, item);
      if (fields.length > 0) change.push({ item, fields });
    }
  }
  const absent = byId(current.filter((item) => !named.has(item.id)));
  return { add, change, remove: prune ? absent : [], kept: prune ? [] : absent };
}

function changedFields(from: TownItem, to: TownItem): readonly FieldChange[] {
  const before = fileFields(from);
  const after = fileFields(to);
  return Object.keys(after)
    .filter((field) => canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null))
    .map((field) => ({ field, from: before[field] ?? null, to: after[field] ?? null }));
}

/** The members as the town file names them: the place is `at`. */
function fileFields(item: TownItem): Record<string, unknown> {
  const { id: _, ...fields } = item;
  if (!("place" in fields)) return { ...fields };
  const { place, ...rest } = fields;
  return { ...rest, at: [place.lat, place.lon] };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function siteDepths(sites: Town["sites"]): Map<SiteId, number> {
  const parents = new Map(sites.map((site) => [site.id, site.parent]));
  const depths = new Map<SiteId, number>();
  for (const { id } of sites) {
    let depth = 0;
    for (let up = parents.get(id) ?? null; up !== null && depth <= sites.length; up = parents.get(up) ?? null)
      depth++;
    depths.set(id, depth);
  }
  return depths;
}

/** How many things a plan would touch. */
export function countPlan(plan: TownPlan): {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
  readonly kept: number;
} {
  const total = (list: keyof KindPlan<TownItem>) =>
    TOWN_KINDS.reduce((sum, kind: TownKind) => sum + plan[kind][list].length, 0);
  return { add: total("add"), change: total("change"), remove: total("remove"), kept: total("kept") };
}

/** The plan as lines for people: `+` added, `~` changed with each field, `-` removed, `=` kept. */
export function planLines(plan: TownPlan): readonly string[] {
  return TOWN_KINDS.flatMap((kind) => {
    const { add, change, remove, kept }: KindPlan<TownItem> = plan[kind];
    const one = kind.slice(0, -1);
    return [
      ...add.map((item) => `+ ${one} ${item.id} ${item.name}`),
      ...change.flatMap(({ item, fields }) => [
        `~ ${one} ${item.id} ${item.name}`,
        ...fields.map(
          ({ field, from, to }) => `    ${field}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`,
        ),
      ]),
      ...remove.map((item) => `- ${one} ${item.id} ${item.name}`),
      ...kept.map((item) => `= ${one} ${item.id} ${item.name} (not in the file; --prune removes it)`),
    ];
  });
}
