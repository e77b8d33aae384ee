import { type Refusal, refuse, type SyncState } from "@dalaba/protocol";

/** One exchange (SPEC 3.2): T1 and T4 on speakerTime, T2 and T3 on serverTime, all µs. */
export interface ClockExchange {
  readonly t1Us: number;
  readonly t2Us: number;
  readonly t3Us: number;
  readonly t4Us: number;
}

/** serverTime − speakerTime halfway through the exchange, µs. */
export function offsetOf(exchange: ClockExchange): number {
  return (exchange.t2Us - exchange.t1Us + (exchange.t3Us - exchange.t4Us)) / 2;
}

/** The most by which `offsetOf` can be wrong, however unequal the two ways were, µs. */
export function errorOf(exchange: ClockExchange): number {
  return (exchange.t4Us - exchange.t1Us - (exchange.t3Us - exchange.t2Us)) / 2;
}

/** Past this error a speaker does not claim to be in step (wire.md 3), µs. */
export const LOOSE_US = 30_000;

/** Standard deviation by which the drift wanders, per √µs: 0.01 ppm in a second, 0.6 ppm in an hour. */
const DRIFT_WANDER = 1e-11;
/** Two crystals of ±50 ppm against each other: what is believed of the drift before anything is measured. */
const DRIFT_PRIOR = 100e-6;
const DRIFT_WORST = 200e-6;
/** Timestamps are whole microseconds and an interrupt is late by some: no measurement is better, µs. */
const FINEST_US = 5;
/** A round trip over this tells nothing, µs. */
const MAX_ERROR_US = 1_000_000;
/** Past what both bounds explain, by this much: not noise, µs. */
const STEP_US = 1_000;
const FORGET_AFTER = 100;
const KEPT = 8;

interface Kept {
  readonly speakerUs: number;
  readonly offsetUs: number;
  readonly errorUs: number;
}

/**
 * The speaker's idea of serverTime: offset and drift by a two-state Kalman filter. Feed it the exchange of the least
 * error of each burst. Immune to jumps of anybody's UTC: both clocks are monotonic, and a new clockId starts it anew.
 */
export class ClockFilter {
  #clockId: string | undefined;
  #count = 0;
  #atUs = 0;
  #offset = 0;
  #drift = 0;
  #varOffset = 0;
  #covariance = 0;
  #varDrift = 0;
  #kept: Kept[] = [];

  /** Exchanges taken since the last start. */
  get count(): number {
    return this.#count;
  }

  get clockId(): string | undefined {
    return this.#clockId;
  }

  /** How much faster serverTime runs than speakerTime: 1e-6 is 1 ppm. */
  get drift(): number {
    return this.#drift;
  }

  /** Forgets everything. */
  reset(): void {
    this.#clockId = undefined;
    this.#count = 0;
    this.#kept = [];
  }

  /**
   * Takes an exchange (outside data). Refuses what no pair of monotonic clocks can produce: a negative or absurd round
   * trip, or one that is older than the last.
   */
  update(exchange: ClockExchange, clockId: string): { ok: true } | Refusal<"clock-impossible"> {
    const error = errorOf(exchange);
    if (!(error >= -FINEST_US) || error > MAX_ERROR_US || exchange.t3Us < exchange.t2Us)
      return refuse("clock-impossible", `a round trip of ${2 * error} µs`);
    const speakerUs = (exchange.t1Us + exchange.t4Us) / 2;
    if (clockId !== this.#clockId) {
      this.reset();
      this.#clockId = clockId;
    } else if (this.#count > 0 && speakerUs <= this.#atUs) {
      return refuse("clock-impossible", "older than the exchange before");
    }
    const errorUs = Math.max(FINEST_US, error);
    const offsetUs = offsetOf(exchange);
    if (this.#count === 0) this.#begin(speakerUs, offsetUs, errorUs);
    else this.#measure(speakerUs, offsetUs, errorUs);
    this.#count++;
    this.#kept.push({ speakerUs, offsetUs, errorUs });
    if (this.#kept.length > KEPT) this.#kept.shift();
    return { ok: true };
  }

  /** serverTime at a speakerTime, µs. Throws before the first exchange: see `state`. */
  serverTimeAt(speakerUs: number): number {
    this.#mustKnow();
    return speakerUs + this.#offset + this.#drift * (speakerUs - this.#atUs);
  }

  /** The speakerTime at which serverTime is that, µs: the inverse. */
  speakerTimeAt(serverUs: number): number {
    this.#mustKnow();
    return this.#atUs + (serverUs - this.#atUs - this.#offset) / (1 + this.#drift);
  }

  /**
   * Bound on the error of `serverTimeAt(speakerUs)`, µs; infinite before the first exchange. It stands on this alone:
   * in any one exchange the true offset lies within its error; what has passed since adds drift.
   */
  errorUs(speakerUs: number): number {
    let best = Number.POSITIVE_INFINITY;
    const driftError = this.#driftError();
    for (const each of this.#kept) {
      const now = this.#offset + this.#drift * (each.speakerUs - this.#atUs);
      const age = Math.abs(speakerUs - each.speakerUs);
      best = Math.min(best, Math.abs(now - each.offsetUs) + each.errorUs + age * driftError);
    }
    return best;
  }

  /** `none` has heard no clock; `loose` knows it to no better than 30 ms, plays anchored to arrival and says so. */
  state(speakerUs: number): SyncState {
    if (this.#count === 0) return "none";
    return this.errorUs(speakerUs) > LOOSE_US ? "loose" : "good";
  }

  #mustKnow(): void {
    if (this.#count === 0) throw new Error("no clock exchange yet: ask state() first");
  }

  #driftError(): number {
    if (this.#count < 3) return DRIFT_WORST;
    // Queues are no Gauss curves: five deviations and 1 ppm, where three would do for one.
    return Math.min(DRIFT_WORST, 5 * Math.sqrt(this.#varDrift) + 1e-6);
  }

  #begin(speakerUs: number, offsetUs: number, errorUs: number): void {
    this.#atUs = speakerUs;
    this.#offset = offsetUs;
    this.#drift = 0;
    this.#varOffset = (errorUs / 2) ** 2;
    this.#covariance = 0;
    this.#varDrift = DRIFT_PRIOR ** 2;
  }

  #measure(speakerUs: number, offsetUs: number, errorUs: number): void {
    const dt = speakerUs - this.#atUs;
    const wander = DRIFT_WANDER ** 2 * dt;
    const predicted = this.#offset + this.#drift * dt;
    const residual = offsetUs - predicted;
    // The truth is within errorUs of the measurement, and was within our own bound of the prediction. Further apart
    // than both: a clock was stepped, or this exchange is false, and its own bound is all there is to hold on to. What
    // is known of the crystals stays.
    if (Math.abs(residual) > errorUs + this.errorUs(speakerUs) + STEP_US) {
      this.#atUs = speakerUs;
      this.#offset = offsetUs - Math.max(-errorUs, Math.min(errorUs, residual));
      this.#varOffset = errorUs ** 2;
      this.#covariance = 0;
      this.#varDrift = Math.min(4 * this.#varDrift, DRIFT_PRIOR ** 2);
      this.#kept = [];
      return;
    }
    let varOffset =
      this.#varOffset + 2 * dt * this.#covariance + dt * dt * this.#varDrift + (wander * dt * dt) / 3;
    let covariance = this.#covariance + dt * this.#varDrift + (wander * dt) / 2;
    let varDrift = this.#varDrift + wander;
    if (this.#count >= FORGET_AFTER && Math.abs(residual) > 3 * errorUs) {
      // Twice the deviation: four times the variance.
      varOffset *= 4;
      covariance *= 4;
      varDrift *= 4;
    }
    const gain = 1 / (varOffset + (errorUs / 2) ** 2);
    const toOffset = varOffset * gain;
    const toDrift = covariance * gain;
    this.#atUs = speakerUs;
    // The filter weighs; the exchange bounds: no estimate is kept that it proves wrong.
    const kept = residual - toOffset * residual;
    this.#offset = offsetUs - Math.max(-errorUs, Math.min(errorUs, kept));
    this.#drift = Math.max(-DRIFT_WORST, Math.min(DRIFT_WORST, this.#drift + toDrift * residual));
    this.#varOffset = (1 - toOffset) * varOffset;
    this.#covariance = (1 - toOffset) * covariance;
    this.#varDrift = varDrift - toDrift * covariance;
  }
}
