import { nearestTexts } from "../broadcast/edit-distance";
import { type SiteId, SiteTree } from "../model";
import type { Outcome } from "../outcome";
import { EVERYWHERE, type SiteScope } from "../permission";
import { diffTown } from "./diff-town";
import { faultAt, refuseTown } from "./faults";
import { type Locate, TOWN_KINDS, type Town, type TownFault, type TownPath } from "./town";
import { applyPlan, type TownPlan } from "./town-plan";

/** What stands at a site. */
const STANDING = ["rooms", "zones", "speakers", "cameras", "listeningPoints", "maps"] as const;

/**
 * Checks a file against itself and against what exists, and plans it: every reference must lead somewhere in the town
 * as it will be, every site must reach a root with a time zone. `locate` finds lines for what is wrong.
 */
export function planTown(
  current: Town,
  wanted: Town,
  options: { readonly prune: boolean; readonly locate?: Locate | undefined },
): Outcome<TownPlan, "town-invalid"> {
  const duplicates = duplicateIds(wanted, options.locate);
  if (duplicates.length > 0) return refuseTown(duplicates);
  const plan = diffTown(current, wanted, options);
  const faults = checkReferences(wanted, applyPlan(current, plan), options.locate);
  return faults.length > 0 ? refuseTown(faults) : { ok: true, value: plan };
}

/**
 * The sites at which someone needs rights to carry a plan out: where each thing it touches stands and stood. What
 * stands at a new site counts for the nearest site above that exists; adding, changing or removing a site is the affair
 * of its parent. A new root is its own affair, which only a grant everywhere covers, and so is a map without a site.
 */
export function plannedSites(current: Town, plan: TownPlan): readonly SiteScope[] {
  const exists = new Set(current.sites.map(({ id }) => id));
  const parents = new Map(applyPlan(current, plan).sites.map(({ id, parent }) => [id, parent]));
  const settled = (id: SiteId): SiteId => {
    let at = id;
    for (let up = parents.get(at) ?? null; !exists.has(at) && up !== null; up = parents.get(at) ?? null)
      at = up;
    return at;
  };
  const touched = new Set<SiteScope>();
  for (const kind of STANDING) {
    const { add, change, remove } = plan[kind];
    const changed = new Set<string>(change.map(({ item }) => item.id));
    const before = current[kind].filter(({ id }) => changed.has(id));
    for (const { site } of [...add, ...change.map(({ item }) => item), ...remove, ...before])
      touched.add(site === null ? EVERYWHERE : settled(site));
  }
  const changed = new Set(plan.sites.change.map(({ item }) => item.id));
  const before = current.sites.filter(({ id }) => changed.has(id));
  const { add, change, remove } = plan.sites;
  for (const { id, parent } of [...add, ...change.map(({ item }) => item), ...remove, ...before])
    touched.add(settled(parent ?? id));
  return [...touched].sort();
}

function duplicateIds(wanted: Town, locate: Locate | undefined): TownFault[] {
  const faults: TownFault[] = [];
  for (const kind of TOWN_KINDS) {
    const seen = new Map<string, number>();
    for (const [index, { id }] of wanted[kind].entries()) {
      const first = seen.get(id);
      if (first === undefined) seen.set(id, index);
      else
        faults.push(
          faultAt(
            "town-duplicate-id",
            [kind, index, "id"],
            `${id} is also ${kind}[${first}]`,
            "give each its own id",
            locate,
          ),
        );
    }
  }
  return faults;
}

function checkReferences(wanted: Town, whole: Town, locate: Locate | undefined): TownFault[] {
  const faults: TownFault[] = [];
  const sites = new Set<string>(whole.sites.map(({ id }) => id));
  const zones = new Set<string>(whole.zones.map(({ id }) => id));
  const expect = (known: Set<string>, id: string, what: string, path: TownPath): void => {
    if (known.has(id)) return;
    const nearest = nearestTexts(id, known, 3).join(", ");
    const cure = nearest === "" ? `add the ${what} first` : `add it, or use one of: ${nearest}`;
    faults.push(faultAt("town-reference-unknown", path, `there is no ${what} ${id}`, cure, locate));
  };
  for (const [index, site] of wanted.sites.entries())
    if (site.parent !== null) expect(sites, site.parent, "site", ["sites", index, "parent"]);
  for (const kind of STANDING)
    for (const [index, { site }] of wanted[kind].entries())
      if (site !== null) expect(sites, site, "site", [kind, index, "site"]);
  for (const [index, speaker] of wanted.speakers.entries())
    for (const [position, zone] of speaker.zones.entries())
      expect(zones, zone, "zone", ["speakers", index, "zones", position]);
  if (faults.length > 0) return faults;
  return checkSites(wanted, whole, locate);
}

function checkSites(wanted: Town, whole: Town, locate: Locate | undefined): TownFault[] {
  const parents = new Map(whole.sites.map(({ id, parent }) => [id, parent]));
  const faults: TownFault[] = [];
  for (const [index, { id }] of wanted.sites.entries()) {
    const line: SiteId[] = [];
    for (let up: SiteId | null = id; up !== null && !line.includes(up); up = parents.get(up) ?? null)
      line.push(up);
    if (parents.get(line.at(-1) ?? id) !== null)
      faults.push(
        faultAt(
          "town-site-cycle",
          ["sites", index, "parent"],
          `${line.join(" in ")} in itself`,
          "let one of them have no parent, or another",
          locate,
        ),
      );
  }
  if (faults.length > 0) return faults;
  const tree = new SiteTree(whole.sites);
  for (const root of tree.roots()) {
    if (tree.timeZone(root) !== null) continue;
    const index = wanted.sites.findIndex(({ id }) => id === root);
    faults.push(
      faultAt(
        "town-time-zone-missing",
        index < 0 ? ["sites"] : ["sites", index],
        `${root} has no parent and no time zone`,
        "write timeZone: Asia/Shanghai, or another IANA name",
        locate,
      ),
    );
  }
  return faults;
}
