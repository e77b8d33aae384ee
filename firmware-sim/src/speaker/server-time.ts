import type { ClockFilter } from "@dalaba/media";
import type { SyncState } from "@dalaba/protocol";

/**
 * An arrival that the clock's estimate puts further from its moment than this is not taken for one that just left, µs:
 * twice what the longest usable round trip leaves open (SPEC 3.2, 3.8).
 */
const ANCHOR_US = 1_000_000;

/**
 * One broadcast's way between the speaker's clock and serverTime. In step it follows the clock filter; a speaker that
 * cannot claim that plays anchored to arrival (SPEC 3.8); and when the controller's clock begins anew in mid-broadcast,
 * what was known last is held.
 */
export class ServerTime {
  readonly #filter: ClockFilter;
  readonly #clockId: string;
  readonly #anchored: boolean;
  /** serverTime minus speakerTime, µs. */
  #offsetUs: number | undefined;

  /** `arrives`: what sounds comes when it is sent; a clip does not, and is placed by the estimate (SPEC 13.5). */
  constructor(filter: ClockFilter, clockId: string, nowUs: number, arrives = true) {
    this.#filter = filter;
    this.#clockId = clockId;
    this.#anchored = arrives && (filter.clockId !== clockId || filter.state(nowUs) !== "good");
    if (!this.#anchored) this.at(nowUs);
  }

  /** Decided once, when the broadcast starts. */
  get anchored(): boolean {
    return this.#anchored;
  }

  /** Anchored and not tied to anything yet. */
  get adrift(): boolean {
    return this.#offsetUs === undefined;
  }

  /**
   * This speakerTime is that serverTime: the first arrival, if it plays anchored. Where even a loose clock knows that it is not, as of what was
   * recorded and is sent again, the clock's estimate is followed.
   */
  anchor(speakerUs: number, serverUs: number): void {
    if (!this.#anchored) return;
    const estimateUs = this.#known ? this.#filter.serverTimeAt(speakerUs) : serverUs;
    const heldBack = Math.abs(estimateUs - serverUs) > ANCHOR_US;
    this.#offsetUs = (heldBack ? estimateUs : serverUs) - speakerUs;
  }

  /** What the clock, and not the anchor, says of a moment: what a receipt states (SPEC 5.4). */
  measured(serverUs: number | null): number | null {
    if (serverUs === null) return null;
    return this.#anchored && this.#known ? this.#filter.serverTimeAt(this.speakerAt(serverUs)) : serverUs;
  }

  get #known(): boolean {
    return this.#filter.clockId === this.#clockId;
  }

  at(speakerUs: number): number {
    if (!this.#anchored && this.#known) this.#offsetUs = this.#filter.serverTimeAt(speakerUs) - speakerUs;
    return speakerUs + (this.#offsetUs ?? 0);
  }

  /** The speakerTime of a serverTime. */
  speakerAt(serverUs: number): number {
    if (!this.#anchored && this.#known) return this.#filter.speakerTimeAt(serverUs);
    return serverUs - (this.#offsetUs ?? 0);
  }

  sync(speakerUs: number): SyncState {
    const state = this.#filter.state(speakerUs);
    return this.#anchored && state === "good" ? "loose" : state;
  }

  /** Bound of the clock's error, whole µs. */
  errorUs(speakerUs: number): number {
    const error = this.#filter.errorUs(speakerUs);
    return Number.isFinite(error) ? Math.ceil(error) : Number.MAX_SAFE_INTEGER;
  }
}
