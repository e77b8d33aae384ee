import type { SiteId } from "@dalaba/core";
import type { FeedEvent } from "@dalaba/store";

/** Lists of speakers by the site they stand at, as the body of an event has them under `bySite`. */
export type BySite<K extends string> = Readonly<
  Record<string, Partial<Readonly<Record<K, readonly string[]>>>>
>;

/** Sorts lists of speakers by site; a speaker without a site is left out. */
export function bySite<K extends string>(
  lists: Readonly<Record<K, readonly string[]>>,
  siteOf: (speaker: string) => SiteId | undefined,
): BySite<K> {
  const out: Record<string, Partial<Record<K, string[]>>> = {};
  for (const [name, speakers] of Object.entries(lists) as [K, readonly string[]][])
    for (const speaker of speakers) {
      const site = siteOf(speaker);
      if (site === undefined) continue;
      const own: Partial<Record<K, string[]>> = out[site] ?? {};
      const list = own[name] ?? [];
      list.push(speaker);
      own[name] = list;
      out[site] = own;
    }
  return out;
}

/** The event as whoever sees these sites may see it; null when nothing of it is theirs. */
export function shownTo(event: FeedEvent, sites: ReadonlySet<string>): FeedEvent | null {
  const { site, body } = event;
  if (site !== null) return sites.has(site) ? event : null;
  // What happens at several sites names them all, and is seen by whoever sees one of them.
  if (Array.isArray(body.sites) && !body.sites.some((each) => sites.has(each as string))) return null;
  if (body.bySite === null || typeof body.bySite !== "object") return event;
  const own = Object.entries(body.bySite).filter(([id]) => sites.has(id));
  return own.length === 0 ? null : { ...event, body: { ...body, bySite: Object.fromEntries(own) } };
}
