import type { SpeakerReply } from "@dalaba/api/browser";
import type { LiveState, SiteView } from "../live/live-state";
import { countSpeakers, type SpeakerCounts, speakerState } from "../live/speaker-view";

export interface SiteRow {
  readonly site: SiteView;
  readonly depth: number;
  /** Of the site and everything below it. */
  readonly counts: SpeakerCounts;
  /** Speakers that stand in the site itself, by name. */
  readonly speakers: readonly SpeakerReply[];
}

type Town = Pick<LiveState, "sites" | "speakers" | "sounding" | "link">;

/** The tree of sites, parents before their children, each with what is in it and below it. */
export function siteRows(town: Town, language: string): readonly SiteRow[] {
  const order = new Intl.Collator(language, { numeric: true });
  const children = new Map<string | null, SiteView[]>();
  const known = new Set(town.sites.map(({ id }) => id));
  for (const site of town.sites) {
    // A village operator may not see the town above the village: it is then a root of its own.
    const parent = site.parent !== null && known.has(site.parent) ? site.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), site]);
  }
  const own = new Map<string, SpeakerReply[]>();
  for (const speaker of town.speakers.values())
    own.set(speaker.site, [...(own.get(speaker.site) ?? []), speaker]);
  const rows: SiteRow[] = [];
  const walk = (site: SiteView, depth: number): readonly SpeakerReply[] => {
    const at = rows.length;
    const speakers = (own.get(site.id) ?? []).sort((a, b) => order.compare(a.name, b.name));
    rows.push({ site, depth, counts: countSpeakers([]), speakers });
    const below = (children.get(site.id) ?? [])
      .sort((a, b) => order.compare(a.name, b.name))
      .flatMap((child) => walk(child, depth + 1));
    const all = [...speakers, ...below];
    const counts = countSpeakers(all.map((speaker) => speakerState(speaker, town.sounding, town.link)));
    rows[at] = { site, depth, counts, speakers };
    return all;
  };
  for (const site of (children.get(null) ?? []).sort((a, b) => order.compare(a.name, b.name))) walk(site, 0);
  return rows;
}

export interface Found {
  readonly term: string;
  readonly name: string;
  readonly kind: "site" | "zone" | "speaker";
}

/** Whose name or id holds the text, sites before zones before speakers; at most `limit`. */
export function findPlaces(
  town: Pick<LiveState, "sites" | "zones" | "speakers">,
  text: string,
  limit: number,
): readonly Found[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const found: Found[] = [];
  const look = (kind: Found["kind"], all: Iterable<{ readonly id: string; readonly name: string }>): void => {
    for (const { id, name } of all) {
      if (found.length >= limit) return;
      if (name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted))
        found.push({ term: `${kind}:${id}`, name, kind });
    }
  };
  look("site", town.sites);
  look("zone", town.zones);
  look("speaker", town.speakers.values());
  return found;
}
