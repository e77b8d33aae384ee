import type { SpeakerId } from "../model";
import { competing, type HeardPoint, LATE_MS } from "./overlap";

/** No speaker is delayed by more than this, ms: what is delayed longer is another announcement to whoever walks. */
export const MOST_DELAY_MS = 1_000;
/** Delays lie on this grid, ms: as fine as 3.4 m of air, and few enough to be offered in buckets. */
export const DELAY_STEP_MS = 10;
const STEPS = MOST_DELAY_MS / DELAY_STEP_MS + 1;
/** Aimed at, so that clocks and weather have something left of the 50 ms. */
const AIM_MS = LATE_MS - 5;
/**
 * How far beyond the aim a point goes on hurting more, ms: first every long spread pulls, in the end only those that can
 * still be saved do.
 */
const RAMPS_MS = [1_000, 500, 250, 120, 60, 30, 10] as const;
const MOST_SWEEPS = 12;
/** A millisecond of spread against a point that is late: a second counts for a tenth of one. */
const SPREAD_COST = 1e-4;

/** One competing speaker at one point. */
interface Term {
  readonly slot: number;
  readonly travelMs: number;
}

interface Meeting {
  readonly weight: number;
  readonly terms: readonly Term[];
}

export type Delays = ReadonlyMap<SpeakerId, number>;

/**
 * Delays, 0 to 1,000 ms on a grid of 10, under which wave fronts meet where people are: few listening points, by weight,
 * at which a second speaker comes 50 ms after the first. Coordinate descent: each speaker in turn takes the delay that
 * is best while the others stand still, under a penalty that is wide at first and nearly counts points in the end. Not
 * proved least, and never worse than no delays at all: those are the answer where nothing better was found. A speaker
 * that is left out has none.
 */
export function alignedDelays(heard: readonly HeardPoint[]): Delays {
  const ids = [
    ...new Set(heard.flatMap(({ arrivals }) => competing(arrivals).map(({ speaker }) => speaker))),
  ].sort();
  const slots = new Map(ids.map((id, slot) => [id, slot]));
  const meetings = heard
    .map(({ point, arrivals }) => ({
      weight: point.weight,
      terms: competing(arrivals).map(({ speaker, travelMs }) => ({
        slot: slots.get(speaker) as number,
        travelMs,
      })),
    }))
    .filter(({ terms }) => terms.length > 1);
  const found = descend(meetings, ids.length);
  const none = new Float64Array(ids.length);
  const better = lateWeight(meetings, found) <= lateWeight(meetings, none);
  const best = better && hurt(meetings, found) < hurt(meetings, none) ? settle(meetings, found) : none;
  return new Map(
    ids.flatMap((id, slot) => ((best[slot] as number) > 0 ? [[id, best[slot] as number] as const] : [])),
  );
}

function descend(meetings: readonly Meeting[], speakers: number): Float64Array {
  const delays = new Float64Array(speakers).fill(MOST_DELAY_MS / 2);
  const of: Meeting[][] = Array.from({ length: speakers }, () => []);
  for (const meeting of meetings) for (const { slot } of meeting.terms) (of[slot] as Meeting[]).push(meeting);
  let best = delays.slice();
  let least = hurt(meetings, delays);
  for (const rampMs of RAMPS_MS) {
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      let moved = false;
      for (const [slot, own] of of.entries()) {
        const wanted = bestDelay(slot, own, delays, rampMs);
        moved ||= wanted !== delays[slot];
        delays[slot] = wanted;
      }
      if (!moved) break;
    }
    const now = hurt(meetings, delays);
    if (now < least) [best, least] = [delays.slice(), now];
  }
  return best;
}

/** The best of the grid for one speaker while the others stand still; the nearest to where it is of equals. */
function bestDelay(slot: number, meetings: readonly Meeting[], delays: Float64Array, rampMs: number): number {
  const costs = new Float64Array(STEPS);
  for (const { weight, terms } of meetings) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let own = 0;
    for (const term of terms) {
      if (term.slot === slot) own = term.travelMs;
      else {
        const atMs = term.travelMs + (delays[term.slot] as number);
        low = Math.min(low, atMs);
        high = Math.max(high, atMs);
      }
    }
    for (let step = 0; step < STEPS; step++) {
      const atMs = own + step * DELAY_STEP_MS;
      costs[step] =
        (costs[step] as number) + weight * cost(Math.max(high, atMs) - Math.min(low, atMs), rampMs);
    }
  }
  let best = Math.round((delays[slot] as number) / DELAY_STEP_MS);
  const here = best;
  for (let step = 0; step < STEPS; step++) {
    const gain = (costs[best] as number) - (costs[step] as number);
    if (gain > 1e-9 || (gain > -1e-9 && Math.abs(step - here) < Math.abs(best - here))) best = step;
  }
  return best * DELAY_STEP_MS;
}

function cost(spreadMs: number, rampMs: number): number {
  return (
    Math.min(1, Math.max(0, (spreadMs - AIM_MS) / rampMs)) + SPREAD_COST * Math.min(spreadMs, MOST_DELAY_MS)
  );
}

function spreadOf({ terms }: Meeting, delays: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { slot, travelMs } of terms) {
    const atMs = travelMs + (delays[slot] as number);
    low = Math.min(low, atMs);
    high = Math.max(high, atMs);
  }
  return high - low;
}

function lateWeight(meetings: readonly Meeting[], delays: Float64Array): number {
  return meetings.reduce((sum, each) => sum + (spreadOf(each, delays) >= LATE_MS ? each.weight : 0), 0);
}

/** What is made least: points that are late, by weight, and a little for how late. */
function hurt(meetings: readonly Meeting[], delays: Float64Array): number {
  return meetings.reduce(
    (sum, each) => sum + each.weight * SPREAD_COST * spreadOf(each, delays),
    lateWeight(meetings, delays),
  );
}

/** Speakers that meet anywhere are moved together as far towards 0 as they go: nobody waits for nothing. */
function settle(meetings: readonly Meeting[], delays: Float64Array): Float64Array {
  const group = Array.from(delays, (_, slot) => slot);
  const root = (slot: number): number => {
    let at = slot;
    while (group[at] !== at) at = group[at] = group[group[at] as number] as number;
    return at;
  };
  for (const { terms } of meetings)
    for (const { slot } of terms) group[root(slot)] = root((terms[0] as Term).slot);
  const least = new Map<number, number>();
  for (const [slot, delay] of delays.entries())
    least.set(root(slot), Math.min(least.get(root(slot)) ?? Number.POSITIVE_INFINITY, delay));
  return delays.map((delay, slot) => delay - (least.get(root(slot)) as number));
}
