import type {
  Camera,
  CameraId,
  ListeningPoint,
  ListeningPointId,
  Room,
  RoomId,
  Site,
  SiteId,
  Speaker,
  SpeakerId,
} from "@dalaba/core";
import type { camera, listeningPoint, room, site, speaker } from "../schema";

/** How a row becomes what core calls it. Ids in our own tables were checked when they came in. */

export function readSite(row: typeof site.$inferSelect): Site {
  return {
    id: row.id as SiteId,
    name: row.name,
    parent: row.parent as SiteId | null,
    timeZone: row.timeZone,
  };
}

export function readRoom(row: typeof room.$inferSelect): Room {
  return { id: row.id as RoomId, name: row.name, site: row.site as SiteId, kind: row.kind };
}

export function readSpeaker(row: typeof speaker.$inferSelect): Speaker {
  return {
    id: row.id as SpeakerId,
    name: row.name,
    site: row.site as SiteId,
    place: { lat: row.lat, lon: row.lon },
    delayClass: row.delayClass,
    levelDb: row.levelDb,
    bearing: row.bearing,
    audibleMetres: row.audibleMetres,
    hardware: row.hardware,
  };
}

/** The columns of what a speaker is, without its id. */
export function speakerValues(one: Speaker) {
  const { name, site: where, place, delayClass, levelDb, bearing, audibleMetres, hardware } = one;
  const { lat, lon } = place;
  return { name, site: where, lat, lon, delayClass, levelDb, bearing, audibleMetres, hardware };
}

export function readCamera(row: typeof camera.$inferSelect): Camera {
  const { lat, lon, ...rest } = row;
  return { ...rest, id: row.id as CameraId, site: row.site as SiteId, place: { lat, lon } };
}

export function cameraValues(one: Camera) {
  const { name, site: where, place, bearing, fieldOfView } = one;
  return { name, site: where, lat: place.lat, lon: place.lon, bearing, fieldOfView };
}

export function readListeningPoint(row: typeof listeningPoint.$inferSelect): ListeningPoint {
  const { lat, lon, ...rest } = row;
  return { ...rest, id: row.id as ListeningPointId, site: row.site as SiteId, place: { lat, lon } };
}

export function listeningPointValues(one: ListeningPoint) {
  const { name, site: where, place, kind, weight } = one;
  return { name, site: where, lat: place.lat, lon: place.lon, kind, weight };
}
