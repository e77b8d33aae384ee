/** When a speaker speaks up unasked: a REPORT each second while it sounds, TELEMETRY every 20-30 s (SPEC 5.3, 5.6). */

const REPORT_US = 1_000_000;
const TELEMETRY_LEAST_US = 20_000_000;
const TELEMETRY_SPREAD_US = 10_000_000;

export class Reporter {
  readonly #random: () => number;
  #reportUs: number | undefined;
  #telemetryUs = Number.POSITIVE_INFINITY;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** On connecting: soon, so that a fleet that comes back together does not speak together. */
  online(nowUs: number): void {
    this.#telemetryUs = nowUs + this.#random() * TELEMETRY_SPREAD_US;
  }

  offline(): void {
    this.#telemetryUs = Number.POSITIVE_INFINITY;
  }

  /** True once a second while `sounding`, from a random phase on. */
  reportDue(nowUs: number, sounding: boolean): boolean {
    if (!sounding) {
      this.#reportUs = undefined;
      return false;
    }
    this.#reportUs ??= nowUs + this.#random() * REPORT_US;
    if (nowUs < this.#reportUs) return false;
    this.#reportUs = Math.max(this.#reportUs + REPORT_US, nowUs);
    return true;
  }

  telemetryDue(nowUs: number): boolean {
    if (nowUs < this.#telemetryUs) return false;
    this.#telemetryUs = nowUs + TELEMETRY_LEAST_US + this.#random() * TELEMETRY_SPREAD_US;
    return true;
  }
}
