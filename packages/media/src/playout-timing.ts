import { FRAME_SAMPLES, playAtUs, type Timeline } from "@dalaba/protocol";

/** Where a broadcast's frames fall in serverTime, in one speaker. */
export interface PlayoutTiming {
  readonly timeline: Timeline;
  /** D of the speaker's delay class, µs. */
  readonly delayUs: number;
  /** The speaker's own trim, µs: later is positive. */
  readonly trimUs: number;
}

/** A late joiner starts at the first frame this far ahead, µs (wire.md 3). */
export const JOIN_AHEAD_US = 50_000;

/** playAt of a mediaTime (SPEC 3.4). */
export function playAtOf(timing: PlayoutTiming, mediaTime: number): number {
  return playAtUs(timing.timeline, mediaTime, timing.delayUs, timing.trimUs);
}

/** The mediaTime, unrounded, that is to sound at a serverTime: the inverse. */
export function mediaTimeAt(timing: PlayoutTiming, serverUs: number): number {
  const { m0, t0Us, rPpb } = timing.timeline;
  return m0 + ((serverUs - timing.delayUs - timing.trimUs - t0Us) * 48e6) / (1e9 + rPpb);
}

export interface Join {
  /** The first mediaTime to sound. */
  readonly mediaTime: number;
  /** The broadcast had begun without us: start under a long fade. */
  readonly late: boolean;
}

/**
 * Where to come in, decided once, by the first message: at the beginning when it has not sounded yet or has just come;
 * otherwise at the first frame that is due 50 ms from now.
 */
export function joinAt(timing: PlayoutTiming, firstMediaTime: number, nowUs: number): Join {
  const { m0 } = timing.timeline;
  if (firstMediaTime <= m0 || playAtOf(timing, m0) > nowUs) return { mediaTime: m0, late: false };
  const due = mediaTimeAt(timing, nowUs + JOIN_AHEAD_US);
  const frames = Math.max(0, Math.ceil((due - firstMediaTime) / FRAME_SAMPLES));
  return { mediaTime: firstMediaTime + frames * FRAME_SAMPLES, late: true };
}
