import type { SpeakerId } from "../model";
import { bearingDegrees, distanceMetres, type Place } from "../place";
import { type Air, MILD_AIR, soundMetresPerSecond, speechAbsorptionDbPerKm } from "./air";
import { directivityDb, type SoundSource, speechDbAt1m } from "./loudspeaker";

export interface Surroundings {
  readonly air: Air;
  /** What is there without any speaker, dB(A). */
  readonly ambientDb: number;
}

/** A village by day: between the night and day limits of GB 3096-2008 class 1 (45 and 55 dB(A)). */
export const VILLAGE_BY_DAY: Surroundings = { air: MILD_AIR, ambientDb: 50 };

/** Speech is made out down to this much below the noise, dB: the reception threshold for sentences. */
export const AUDIBLE_SNR_DB = -6;
/** It is understood without effort from this much above it on, dB. What `audibleMetres` means. */
export const UNDERSTOOD_SNR_DB = 6;
/** Nearer than this nobody stands: the spreading law ends at the horn's own size, metres. */
const NEAREST_M = 1;

/** Rather too few, so that the box is rather too large. */
const METRES_PER_DEGREE = 110_000;

/** One speaker's sound at a place. */
export interface Arrival {
  readonly speaker: SpeakerId;
  readonly metres: number;
  /** From the converter to the ear, ms. */
  readonly travelMs: number;
  /** Speech at the ear, dB SPL. */
  readonly levelDb: number;
}

/** What the air does, worked out once for all pairs. */
interface Medium {
  readonly metresPerSecond: number;
  readonly dbPerMetre: number;
}

function mediumOf({ air }: Surroundings): Medium {
  return {
    metresPerSecond: soundMetresPerSecond(air.temperatureC),
    dbPerMetre: speechAbsorptionDbPerKm(air) / 1000,
  };
}

/**
 * What a person at a place hears of one speaker: spherical spreading (−6 dB a doubling), the air's share, the horn's
 * pattern. Nothing stands in between, the ground returns nothing, no wind blows (docs/acoustics.md).
 */
export function arrivalAt(place: Place, source: SoundSource, surroundings: Surroundings): Arrival {
  return arrive(place, source, mediumOf(surroundings));
}

function arrive(place: Place, source: SoundSource, medium: Medium): Arrival {
  const metres = Math.max(NEAREST_M, distanceMetres(source.place, place));
  return {
    speaker: source.id,
    metres,
    travelMs: (1000 * metres) / medium.metresPerSecond,
    levelDb:
      speechDbAt1m(source) +
      directivityDb(source, bearingDegrees(source.place, place)) -
      20 * Math.log10(metres) -
      medium.dbPerMetre * metres,
  };
}

/** Every speaker that can be made out there, the loudest first. */
export function arrivalsAt(
  place: Place,
  sources: readonly SoundSource[],
  surroundings: Surroundings,
): readonly Arrival[] {
  const leastDb = surroundings.ambientDb + AUDIBLE_SNR_DB;
  const medium = mediumOf(surroundings);
  // The loudest there can be: farther than this not even it is heard, and most of a large town is not looked at.
  const furthest = 10 ** ((Math.max(...sources.map(speechDbAt1m)) - leastDb) / 20) / METRES_PER_DEGREE;
  const furthestEast = furthest / Math.max(0.01, Math.cos((place.lat * Math.PI) / 180));
  return sources
    .filter(({ place: { lat, lon } }) => {
      const east = Math.abs(lon - place.lon);
      return Math.abs(lat - place.lat) <= furthest && Math.min(east, 360 - east) <= furthestEast;
    })
    .map((source) => arrive(place, source, medium))
    .filter(({ levelDb }) => levelDb >= leastDb)
    .sort((a, b) => b.levelDb - a.levelDb || (a.speaker < b.speaker ? -1 : 1));
}

/** How far its speech is understood along its axis, metres: what `audibleMetres` of a speaker should say. */
export function reachMetres(source: SoundSource, surroundings: Surroundings): number {
  const headroomDb = speechDbAt1m(source) - surroundings.ambientDb - UNDERSTOOD_SNR_DB;
  const perMetre = speechAbsorptionDbPerKm(surroundings.air) / 1000;
  let low = NEAREST_M;
  let high = 20_000;
  // Halving 20 km to under a centimetre.
  for (let step = 0; step < 21; step++) {
    const metres = (low + high) / 2;
    if (20 * Math.log10(metres) + perMetre * metres <= headroomDb) low = metres;
    else high = metres;
  }
  return low;
}
