import { asId, type ListeningPoint, type ListeningPointId, type SiteId, type SpeakerId } from "../model";
import type { Place } from "../place";
import type { SoundSource } from "./loudspeaker";

const METRES_PER_DEGREE = 111_195.08;
const ORIGIN: Place = { lat: 23.03, lon: 113.47 };

/** A place so many metres east and north of the test's origin. */
export function at(eastM: number, northM = 0): Place {
  return {
    lat: ORIGIN.lat + northM / METRES_PER_DEGREE,
    lon: ORIGIN.lon + eastM / (METRES_PER_DEGREE * Math.cos((ORIGIN.lat * Math.PI) / 180)),
  };
}

export function source(id: string, place: Place, more: Partial<SoundSource> = {}): SoundSource {
  return { id: asId<SpeakerId>(id), place, levelDb: 0, bearing: null, hardware: null, ...more };
}

export function point(id: string, place: Place, weight = 1): ListeningPoint {
  const ids = { id: asId<ListeningPointId>(id), site: asId<SiteId>("village") };
  return { ...ids, name: id, place, kind: "square", weight };
}
