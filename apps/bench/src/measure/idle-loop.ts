import type { Baseline } from "../report/row";
import { percentile } from "./statistics";

const STEP_MS = 5;

/**
 * How late a timer of 5 ms comes while this process does nothing else, ms: what the machine and its other tenants add
 * to every figure of the run. Sampled in the pauses between measurements.
 */
export class IdleLoop {
  readonly #lateMs: number[] = [];

  async listen(forMs: number): Promise<void> {
    const end = performance.now() + forMs;
    for (let before = performance.now(); before < end; ) {
      await new Promise((done) => setTimeout(done, STEP_MS));
      const now = performance.now();
      this.#lateMs.push(Math.max(0, now - before - STEP_MS));
      before = now;
    }
  }

  get samples(): number {
    return this.#lateMs.length;
  }

  baseline(): Baseline {
    return { p50Ms: percentile(this.#lateMs, 50), p99Ms: percentile(this.#lateMs, 99) };
  }
}
