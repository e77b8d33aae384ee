/** Places what a page timed on the machine's clock (CLOCK_MONOTONIC), which the simulator's truth is told in. */

/** A page's `performance.now()` is cut to this, where the page is not isolated, µs. */
export const PAGE_STEP_US = 100;

/** The page's clock was asked between these two looks at the machine's. */
export interface ClockLook {
  readonly beforeUs: number;
  /** `performance.now()` of the page. */
  readonly pageMs: number;
  readonly afterUs: number;
}

export interface PageClock {
  /** machine's clock − page's clock, µs. */
  readonly offsetUs: number;
  /** The true offset lies no further from it than this, µs. */
  readonly errorUs: number;
}

/**
 * Each look bounds the offset from both sides; what all of them allow is left over. Undefined where no offset satisfies
 * all: one of the clocks stepped, or runs at another rate.
 */
export function pageClock(looks: readonly ClockLook[]): PageClock | undefined {
  const least = Math.max(...looks.map(({ beforeUs, pageMs }) => beforeUs - (pageMs * 1000 + PAGE_STEP_US)));
  const most = Math.min(...looks.map(({ afterUs, pageMs }) => afterUs - pageMs * 1000));
  if (!Number.isFinite(least) || least > most) return undefined;
  return { offsetUs: (least + most) / 2, errorUs: (most - least) / 2 };
}

export const machineUs = (clock: PageClock, pageMs: number): number => pageMs * 1000 + clock.offsetUs;

/** A 20 ms frame of the page's microphone, as the page got it from the audio thread. */
export interface MouthFrame {
  /** Number of its first sample since the audio context began. */
  readonly first: number;
  /** `performance.now()` at which the page had it. */
  readonly arrivedMs: number;
}

const FRAME_MS = 20;
const PER_MS = 48;
/** The least delayed frame so far on either side tells where the context's time lies, ms. */
const WINDOW_MS = 2_500;

/**
 * When the first sample of each frame was taken, page time in ms: a frame cannot come before its last sample was, and of
 * all those within 2.5 s the least delayed came at once. What is left of its delay makes a capture look too late, and the
 * way from mouth to ear too short; it is a thread's wake-up.
 */
export function capturedMs(frames: readonly MouthFrame[]): number[] {
  const reach = WINDOW_MS / FRAME_MS;
  const offsets = frames.map(({ first, arrivedMs }) => arrivedMs - (first / PER_MS + FRAME_MS));
  return frames.map(
    ({ first }, i) => first / PER_MS + Math.min(...offsets.slice(Math.max(0, i - reach), i + reach + 1)),
  );
}
