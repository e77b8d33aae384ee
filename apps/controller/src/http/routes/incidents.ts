import type { routes } from "@dalaba/api";
import { accept, type Outcome, type SiteId } from "@dalaba/core";
import type { Incident, IncidentState } from "@dalaba/core/incident";
import type { Store } from "@dalaba/store";
import type { TownView } from "../../fleet";
import { cameraEventReply, type IncidentDesk, incidentDetail, incidentReplies } from "../../incidents";
import type { Snapshots } from "../../pictures";
import type { Handlers } from "../context";
import { given } from "../given";
import { sitesWithin } from "../sites-within";

interface IncidentRouteParts {
  readonly store: Store;
  readonly incidents: IncidentDesk;
  readonly snapshots: Pick<Snapshots, "of">;
  view(): TownView;
}

export function incidentHandlers({
  store,
  incidents,
  snapshots,
  view,
}: IncidentRouteParts): Handlers<typeof routes.incidents> {
  const detail = (found: Outcome<Incident>) =>
    found.ok ? accept(incidentDetail(found.value, store, view(), snapshots.of(found.value.id))) : found;
  return {
    listIncidents({ query: { site, state, since, until, ...query } }, caller) {
      const sites = sitesWithin(site as SiteId | undefined, caller, view());
      if (!sites.ok) return sites;
      const page = store.incidents.list({
        ...given(query),
        sites: sites.value,
        ...(state === undefined ? {} : { states: state.split(",") as IncidentState[] }),
        ...given({ fromMs: since, toMs: until }),
      });
      return accept({ items: incidentReplies(page.items, store, view()), next: page.next });
    },
    countIncidents: (_, caller) => accept({ ...store.incidents.counts(caller.sites("see")) }),
    openIncident: ({ body: { camera, kind, note } }, caller) =>
      detail(incidents.open(camera, kind, note, caller)),
    showIncident: ({ params: { id } }, caller) => detail(incidents.seen(id, caller)),
    acknowledgeIncident: ({ params: { id }, body: { force } }, caller) =>
      detail(incidents.act(id, { act: "acknowledge" }, caller, { force })),
    noteIncident: ({ params: { id }, body: { text } }, caller) => detail(incidents.note(id, text, caller)),
    handOverIncident: ({ params: { id }, body: { room, note } }, caller) =>
      detail(incidents.handOver(id, room, note, caller)),
    closeIncident: ({ params: { id }, body: { outcome, note } }, caller) =>
      detail(incidents.act(id, { act: "close", outcome }, caller, { note })),
    reopenIncident: ({ params: { id } }, caller) => detail(incidents.act(id, { act: "reopen" }, caller)),
  };
}

export function cameraEventHandlers({
  store,
}: Pick<IncidentRouteParts, "store">): Handlers<typeof routes.cameraEvents> {
  return {
    listCameraEvents({ query: { since, until, ...query } }, caller) {
      const page = store.cameraEvents.list({
        ...given(query),
        sites: caller.sites("see"),
        ...given({ fromMs: since, toMs: until }),
      });
      return accept({ items: page.items.map(cameraEventReply), next: page.next });
    },
  };
}
