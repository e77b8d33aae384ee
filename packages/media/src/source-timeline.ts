import { FRAME_SAMPLES, serverTimeOf, type Timeline } from "@dalaba/protocol";

/** A frame's place and whether somebody speaks in it, as its sender says. */
export interface SourceFrame {
  /** Counts 20 ms frames from 0; gaps are frames that the sender left out. */
  readonly sequence: number;
  readonly voiced: boolean;
}

export interface SourceTimelineOptions {
  /** serverTime of frame 0, µs: where the OFFER puts it. */
  readonly t0Us: number;
  /** Frames that come so late after their place are about to be lost, µs: D's reserve. 25,000 when left out. */
  readonly lossUs?: number;
}

const FRAME_US = 20_000;
/** Frames of which the least delayed stands for all: half a second. */
const WINDOW = 25;
/** So many windows tell the rate: a minute. */
const KEPT = 120;
/** Fewer tell nothing of it: 20 s, in which 200 ppm are 4 ms. */
const RATE_AFTER = 40;
/** Of the last so many windows the least delayed is the floor: 5 s. Senders' breaks are shorter. */
const FLOOR_OF = 10;
/** When even the least delayed of the last half second was late, the words of now are lost, whatever was before. */
const LATE_OF = 1;
/** Nobody has spoken for so long: a frame more or less is heard by nobody. */
const QUIET_FRAMES = 5;
/** Within this an error is left alone, µs. */
const LEFT_US = 500;
/** By the rate an error is made up within so many seconds. */
const SOFT_WITHIN_S = 20;
/** Speakers follow no more than 500 ppm by single samples (SPEC 3.9), and have their own crystals to correct, ppb. */
const MOST_PPB = 400_000;
/** A change of the rate below this is not worth an order, ppb. */
const LEAST_PPB = 4_000;
/** While somebody speaks one frame's place at a time is left empty, once within so many frames (wire.md 3). */
const VOICED_EVERY = 50;
/** Orders are signed and sent to all: no more often than this, frames. */
const RETIME_EVERY = 100;

interface Floor {
  readonly sequence: number;
  /** Arrival of the least delayed frame of the window, less its nominal place, µs. */
  readonly offsetUs: number;
}

/**
 * The timeline of a live source, fitted to how its frames arrive. A microphone runs on a crystal of its own, and the
 * first frame, which the OFFER is anchored to, may have come late: what follows is where the least delayed frames say
 * that the source is.
 *
 * - Its rate is followed slowly and without a step: `timeline` becomes another one, for a RETIME.
 * - Whole frames are made up in the places that frames get. Where nobody speaks a frame is left out, so that the talk
 *   comes back to D, or places are left empty, so that what follows is in time. While somebody speaks one place is left
 *   empty a second, and only when frames would be lost otherwise. Speakers count neither (SPEC 9.1), and are told nothing.
 *
 * `push` takes each frame as it arrives, those that came too late too.
 */
export class SourceTimeline {
  readonly #t0Us: number;
  readonly #lossUs: number;
  readonly #floors: Floor[] = [];
  #timeline: Timeline;
  #shift = 0;
  #least: Floor | undefined;
  #count = 0;
  #quiet = 0;
  /** How far behind the timeline the source is, µs; negative: ahead. 0 while it is not known. */
  #errorUs = 0;
  #retimedAt = Number.NEGATIVE_INFINITY;
  #shiftedAt = Number.NEGATIVE_INFINITY;

  constructor({ t0Us, lossUs = 25_000 }: SourceTimelineOptions) {
    this.#t0Us = t0Us;
    this.#lossUs = lossUs;
    this.#timeline = { m0: 0, t0Us, rPpb: 0 };
  }

  /** What speakers follow; another object once they are to follow another one. */
  get timeline(): Timeline {
    return this.#timeline;
  }

  /** A frame's place: (sequence + shift) × 960 is its mediaTime. */
  get shift(): number {
    return this.#shift;
  }

  /** False: nobody speaks in this frame, and it is to be left out. */
  push({ sequence, voiced }: SourceFrame, arrivalUs: number): boolean {
    this.#quiet = voiced ? 0 : this.#quiet + 1;
    const offsetUs = arrivalUs - this.#t0Us - sequence * FRAME_US;
    if (this.#least === undefined || offsetUs < this.#least.offsetUs) this.#least = { sequence, offsetUs };
    if (++this.#count >= WINDOW) this.#close(this.#least, sequence);
    if (this.#quiet >= QUIET_FRAMES) return this.#inPause(sequence);
    if (this.#errorUs > this.#lossUs && sequence - this.#shiftedAt >= VOICED_EVERY)
      this.#leaveEmpty(1, sequence);
    return true;
  }

  #close(floor: Floor, sequence: number): void {
    this.#count = 0;
    this.#least = undefined;
    this.#floors.push(floor);
    if (this.#floors.length > KEPT) this.#floors.shift();
    const slope = this.#slope();
    this.#errorUs = this.#measured(sequence, slope);
    // Whole frames are not made up by the rate: what is left of them is.
    if (Math.abs(this.#errorUs) < FRAME_US) this.#follow(sequence, slope);
  }

  #inPause(sequence: number): boolean {
    if (this.#errorUs <= -FRAME_US) {
      this.#shift--;
      this.#errorUs += FRAME_US;
      return false;
    }
    if (this.#errorUs >= FRAME_US) this.#leaveEmpty(Math.floor(this.#errorUs / FRAME_US), sequence);
    return true;
  }

  #leaveEmpty(places: number, sequence: number): void {
    this.#shift += places;
    this.#errorUs -= places * FRAME_US;
    this.#shiftedAt = sequence;
  }

  /** Where the timeline in force puts a frame, less its nominal place, µs. */
  #lineAt(sequence: number): number {
    const mediaTime = (sequence + this.#shift) * FRAME_SAMPLES;
    return serverTimeOf(this.#timeline, mediaTime) - this.#t0Us - sequence * FRAME_US;
  }

  /** How much longer the source's frames last than nominal, µs a frame; 0 while nobody can tell. */
  #slope(): number {
    const count = this.#floors.length;
    if (count < RATE_AFTER) return 0;
    const half = Math.floor(count / 2);
    const slopes: number[] = [];
    for (let i = 0; i + half < count; i++) {
      const [a, b] = [this.#floors[i], this.#floors[i + half]] as [Floor, Floor];
      slopes.push((b.offsetUs - a.offsetUs) / (b.sequence - a.sequence));
    }
    slopes.sort((a, b) => a - b);
    // The middle of them: a window in which every frame was delayed moves it by one place.
    return slopes[slopes.length >> 1] as number;
  }

  #measured(sequence: number, slope: number): number {
    const line = this.#lineAt(sequence);
    const leastOf = (windows: number): number => {
      let least = Number.POSITIVE_INFINITY;
      for (const floor of this.#floors.slice(-windows))
        least = Math.min(least, floor.offsetUs + slope * (sequence - floor.sequence));
      return least - line;
    };
    const late = leastOf(LATE_OF);
    return late > this.#lossUs ? late : leastOf(FLOOR_OF);
  }

  /** By the rate: what the source's own is, and a little more or less until the error is made up. */
  #follow(sequence: number, slope: number): void {
    if (sequence - this.#retimedAt < RETIME_EVERY) return;
    const own = (slope / FRAME_US) * 1e9;
    const extra = Math.abs(this.#errorUs) < LEFT_US ? 0 : (this.#errorUs / SOFT_WITHIN_S) * 1e3;
    const rPpb = Math.round(Math.max(-MOST_PPB, Math.min(MOST_PPB, own + extra)));
    if (Math.abs(rPpb - this.#timeline.rPpb) < LEAST_PPB) return;
    this.#retimedAt = sequence;
    const m0 = (sequence + this.#shift) * FRAME_SAMPLES;
    this.#timeline = { m0, t0Us: Math.round(serverTimeOf(this.#timeline, m0)), rPpb };
  }
}
