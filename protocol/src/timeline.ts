import { MEDIA_RATE_HZ } from "./scalars";

/** Where a mediaTime falls on serverTime (SPEC 3.5). */
export interface Timeline {
  /** mediaTime that t0Us belongs to. */
  readonly m0: number;
  readonly t0Us: number;
  /** The source's rate error, parts per 10⁹: positive = the source's samples last longer than nominal. */
  readonly rPpb: number;
}

/** T(m) = t0 + (m − m0) × (10⁹ + r) / 48 000 000 µs... with r in ppb; serverTime µs, unrounded. */
export function serverTimeOf(timeline: Timeline, mediaTime: number): number {
  return timeline.t0Us + ((mediaTime - timeline.m0) * (1e9 + timeline.rPpb)) / (MEDIA_RATE_HZ * 1000);
}

/** playAt = T(m) + D + trim, serverTime µs. */
export function playAtUs(timeline: Timeline, mediaTime: number, delayUs: number, trimUs: number): number {
  return serverTimeOf(timeline, mediaTime) + delayUs + trimUs;
}
