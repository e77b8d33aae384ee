import type { ListeningPoint, SpeakerId } from "../model";
import { type Arrival, arrivalsAt, type Surroundings } from "./arrival";
import type { SoundSource } from "./loudspeaker";

/** A second speaker within this of the loudest competes with it, dB. */
export const COMPETES_DB = 10;
/** And is heard as an echo when it comes so much after the first, ms. */
export const LATE_MS = 50;

/** A listening point and what can be heard there: the same whatever the speakers' delays are. */
export interface HeardPoint {
  readonly point: ListeningPoint;
  /** The loudest first; empty where nobody is heard. */
  readonly arrivals: readonly Arrival[];
}

export function heardAt(
  points: readonly ListeningPoint[],
  sources: readonly SoundSource[],
  surroundings: Surroundings,
): readonly HeardPoint[] {
  return points.map((point) => ({ point, arrivals: arrivalsAt(point.place, sources, surroundings) }));
}

/** Those within 10 dB of the loudest. `arrivals` has the loudest first. */
export function competing(arrivals: readonly Arrival[]): readonly Arrival[] {
  const loudest = arrivals[0];
  return loudest === undefined
    ? []
    : arrivals.filter(({ levelDb }) => levelDb >= loudest.levelDb - COMPETES_DB);
}

/** What one listening point makes of a plan. */
export interface PointOverlap {
  readonly point: ListeningPoint;
  /** The first of the competing speakers, and the last: null where nobody is heard. */
  readonly first: SpeakerId | null;
  readonly last: SpeakerId | null;
  /** From the first to the last, ms; 0 with one speaker or none. */
  readonly spreadMs: number;
  /** A second speaker within 10 dB arrives 50 ms or more after the first. */
  readonly late: boolean;
}

/** @param delayMs how much later than the others a speaker sounds, by design */
export function overlapAt(heard: HeardPoint, delayMs: (speaker: SpeakerId) => number): PointOverlap {
  const { point, arrivals } = heard;
  let first: SpeakerId | null = null;
  let last: SpeakerId | null = null;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { speaker, travelMs } of competing(arrivals)) {
    const atMs = travelMs + delayMs(speaker);
    if (atMs < firstMs) [first, firstMs] = [speaker, atMs];
    if (atMs > lastMs) [last, lastMs] = [speaker, atMs];
  }
  const spreadMs = first === null ? 0 : lastMs - firstMs;
  return { point, first, last, spreadMs, late: spreadMs >= LATE_MS };
}

/** The figure over many points. Points where nobody is heard are counted apart and in no share. */
export interface OverlapFigure {
  readonly points: number;
  readonly heard: number;
  readonly late: number;
  /** late ÷ heard, 0 to 1; 0 where nothing is heard. */
  readonly share: number;
  /** The same, each point by its weight. */
  readonly weightedShare: number;
}

export function overlapFigure(overlaps: readonly PointOverlap[]): OverlapFigure {
  const heard = overlaps.filter(({ first }) => first !== null);
  const late = heard.filter((each) => each.late);
  const weight = (all: readonly PointOverlap[]) => all.reduce((sum, { point }) => sum + point.weight, 0);
  return {
    points: overlaps.length,
    heard: heard.length,
    late: late.length,
    share: heard.length === 0 ? 0 : late.length / heard.length,
    weightedShare: heard.length === 0 ? 0 : weight(late) / weight(heard),
  };
}
