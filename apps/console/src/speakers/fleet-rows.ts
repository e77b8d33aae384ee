import type { SpeakerReply } from "@dalaba/api/browser";
import type { LiveState, SiteView, ZoneView } from "../live/live-state";
import { type SpeakerState, speakerState } from "../live/speaker-view";

const collator = new Intl.Collator("zh-CN", { numeric: true });

/** A speaker as the list shows it: its ids in names. */
export interface FleetRow {
  readonly id: string;
  readonly name: string;
  readonly site: string;
  readonly zones: string;
  readonly state: SpeakerState;
  /** UTC ms; null when it was never seen. */
  readonly seenAtMs: number | null;
  readonly delayClass: SpeakerReply["delayClass"];
  readonly levelDb: number;
  readonly hardware: string | null;
  /** Lower case: name, id, site, zones and hardware. */
  readonly words: string;
  /** The site and all above it. */
  readonly sites: ReadonlySet<string>;
  readonly zoneIds: readonly string[];
  /** Its place by name: names are compared once, not at every sorting. */
  readonly rank: number;
}

export const FLEET_COLUMNS = [
  "name",
  "state",
  "seen",
  "site",
  "zones",
  "delayClass",
  "level",
  "hardware",
] as const;
export type FleetColumn = (typeof FLEET_COLUMNS)[number];

export interface FleetOrder {
  readonly by: FleetColumn;
  readonly down: boolean;
}

export interface FleetFilter {
  readonly text: string;
  readonly state: SpeakerState | "all";
  /** Id, or empty for every site; those below it belong to it. */
  readonly site: string;
  readonly zone: string;
}

type Town = Pick<LiveState, "speakers" | "sites" | "zones" | "sounding" | "link">;

export function fleetRows(town: Town): readonly FleetRow[] {
  const above = ancestry(town.sites);
  const siteNames = new Map(town.sites.map(({ id, name }) => [id, name]));
  const zoneNames = new Map(town.zones.map(({ id, name }: ZoneView) => [id, name]));
  const byName = [...town.speakers.values()].sort(
    (a, b) => collator.compare(a.name, b.name) || collator.compare(a.id, b.id),
  );
  return byName.map((speaker, rank) => {
    const site = siteNames.get(speaker.site) ?? speaker.site;
    const zones = speaker.zones.map((id) => zoneNames.get(id) ?? id).join(", ");
    const words = [speaker.name, speaker.id, site, zones, speaker.hardware ?? ""].join(" ").toLowerCase();
    return {
      ...{ id: speaker.id, name: speaker.name, site, zones, words, rank, zoneIds: speaker.zones },
      state: speakerState(speaker, town.sounding, town.link),
      seenAtMs: speaker.lastSeen === null ? null : Date.parse(speaker.lastSeen),
      ...{ delayClass: speaker.delayClass, levelDb: speaker.levelDb, hardware: speaker.hardware },
      sites: above.get(speaker.site) ?? new Set([speaker.site]),
    };
  });
}

/** Each site with itself and all above it. A file with a circle in it is refused elsewhere; here it ends all the same. */
function ancestry(sites: readonly SiteView[]): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map(sites.map(({ id, parent }) => [id, parent]));
  return new Map(
    sites.map(({ id }) => {
      const found = new Set<string>();
      for (let at: string | null = id; at !== null && !found.has(at); at = parents.get(at) ?? null)
        found.add(at);
      return [id, found];
    }),
  );
}

/** Each word of the text must be found somewhere. */
export function filterFleet(rows: readonly FleetRow[], filter: FleetFilter): readonly FleetRow[] {
  const wanted = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      (filter.state === "all" || row.state === filter.state) &&
      (filter.site === "" || row.sites.has(filter.site)) &&
      (filter.zone === "" || row.zoneIds.includes(filter.zone)) &&
      wanted.every((word) => row.words.includes(word)),
  );
}

/** What needs somebody's eye comes first. */
const STATE_ORDER: Readonly<Record<SpeakerState, number>> = {
  offline: 0,
  unknown: 1,
  sounding: 2,
  online: 3,
  disabled: 4,
};

/** Equal rows stand by name; what is unknown comes last whichever way the order runs. */
export function sortFleet(rows: readonly FleetRow[], { by, down }: FleetOrder): readonly FleetRow[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row, by) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      if (a.key !== b.key) return a.key === null ? 1 : -1;
    } else {
      const difference =
        typeof a.key === "number" && typeof b.key === "number"
          ? a.key - b.key
          : collator.compare(String(a.key), String(b.key));
      if (difference !== 0) return down ? -difference : difference;
    }
    return a.row.rank - b.row.rank;
  });
  return keyed.map(({ row }) => row);
}

function keyOf(row: FleetRow, by: FleetColumn): string | number | null {
  switch (by) {
    case "name":
      return row.rank;
    case "state":
      return STATE_ORDER[row.state];
    case "seen":
      // The youngest evidence first.
      return row.seenAtMs === null ? null : -row.seenAtMs;
    case "level":
      return row.levelDb;
    default:
      return row[by] === "" ? null : row[by];
  }
}
