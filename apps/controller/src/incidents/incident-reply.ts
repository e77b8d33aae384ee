import type { CameraEventReply, IncidentDetailReply, IncidentReply } from "@dalaba/api";
import type { Incident } from "@dalaba/core/incident";
import type { Store, StoredCameraEvent } from "@dalaba/store";
import type { TownView } from "../fleet";

/** Incidents as the API shows them: with their cameras' names and the time to the first word. */
export function incidentReplies(
  incidents: readonly Incident[],
  store: Pick<Store, "incidents">,
  view: TownView,
): IncidentReply[] {
  if (incidents.length === 0) return [];
  const words = store.incidents.firstWords(incidents.map(({ id }) => id));
  const wanted = new Set<string>(incidents.map(({ camera }) => camera));
  const names = new Map<string, string>(
    view.directory.cameras.filter(({ id }) => wanted.has(id)).map(({ id, name }) => [id, name]),
  );
  return incidents.map(({ suggest: _, ...incident }) => {
    const wordMs = words.get(incident.id);
    return {
      ...incident,
      cameraName: names.get(incident.camera) ?? incident.camera,
      firstWordMs: wordMs === undefined ? null : Math.round(wordMs - incident.openedAtMs),
    };
  });
}

export function incidentDetail(
  incident: Incident,
  store: Store,
  view: TownView,
  snapshots: IncidentDetailReply["snapshots"],
): IncidentDetailReply {
  const [reply] = incidentReplies([incident], store, view);
  if (reply === undefined) throw new Error("one incident has one reply");
  const place = view.directory.cameras.find(({ id }) => id === incident.camera)?.place;
  const { incidents, cameraEvents, announcements } = store;
  return {
    ...reply,
    ...{ lat: place?.lat ?? null, lon: place?.lon ?? null },
    suggest: incident.suggest.flatMap((id) => {
      const found = announcements.get(id);
      return found === undefined || found.deletedAtMs !== null ? [] : [{ id, title: found.title }];
    }),
    timeline: incidents.lines(incident.id).map(({ atMs, act, actorName, detail }) => ({
      ...{ atMs, act, actor: actorName, detail: { ...detail } },
    })),
    happenings: cameraEvents.ofIncident(incident.id).map(cameraEventReply),
    picture: store.cameraPictures.get(incident.camera) !== undefined,
    snapshots,
    broadcasts: [...incidents.broadcasts(incident.id)],
  };
}

export function cameraEventReply({ dedupeKey: _, ...event }: StoredCameraEvent): CameraEventReply {
  return event;
}
