import type { routes } from "@dalaba/api";
import { accept, type SiteId, SiteTree } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { TownView } from "../../fleet";
import type { Handlers } from "../context";
import { pageOfIds } from "../page-of";
import { sitesWithin } from "../sites-within";

export interface PlaceParts {
  readonly store: Store;
  view(): Pick<TownView, "tree">;
}

/** Sites, rooms, zones, cameras and listening points, of the sites that the caller may see. */
export function placeHandlers({ store, view }: PlaceParts): Handlers<typeof routes.places> {
  const { town } = store;
  return {
    listSites({ query }, caller) {
      const seen = new Set<string>(caller.sites("see"));
      const sites = town.sites();
      const tree = new SiteTree(sites);
      const items = sites
        .filter(({ id }) => seen.has(id))
        .map(({ id, name, parent }) => ({ id, name, parent, timeZone: tree.timeZone(id) }));
      return accept(pageOfIds(items, query));
    },
    listRooms({ query }, caller) {
      const seen = new Set<string>(caller.sites("see"));
      return accept(
        pageOfIds(
          town.rooms().filter(({ site }) => seen.has(site)),
          query,
        ),
      );
    },
    listZones({ query }, caller) {
      const seen = new Set<string>(caller.sites("see"));
      const siteOf = new Map<string, string>(town.current().speakers.map(({ id, site }) => [id, site]));
      const items = town.zones().map(({ speakers, ...zone }) => ({
        ...zone,
        speakers: speakers.filter((id) => seen.has(siteOf.get(id) ?? "")),
      }));
      // A zone of the whole town shows a village its own speakers in it.
      const visible = items.filter(({ site, speakers }) => seen.has(site) || speakers.length > 0);
      return accept(pageOfIds(visible, query));
    },
    listCameras({ query: { after, limit, site } }, caller) {
      const sites = sitesWithin(site as SiteId | undefined, caller, view());
      if (!sites.ok) return sites;
      const page = town.cameras({
        ...(after === undefined ? {} : { after }),
        limit,
        sites: sites.value,
      });
      const items = page.items.map(({ place, ...camera }) => ({ ...camera, lat: place.lat, lon: place.lon }));
      return accept({ items, next: page.next });
    },
    listListeningPoints({ query }, caller) {
      const seen = new Set<string>(caller.sites("see"));
      const items = town
        .listeningPoints()
        .filter(({ site }) => seen.has(site))
        .map(({ place, ...point }) => ({ ...point, lat: place.lat, lon: place.lon }));
      return accept(pageOfIds(items, query));
    },
  };
}
