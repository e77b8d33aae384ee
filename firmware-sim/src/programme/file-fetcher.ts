import { CLIP_RANGE_BYTES, type FileRef } from "@dalaba/protocol";

/** What to ask for next, and when (SPEC 13.2). Time is speakerTime, µs. */

export interface FetchAsk {
  readonly sha256: string;
  /** First and last byte. */
  readonly from: number;
  readonly to: number;
}

export type FetchAnswer =
  | { readonly kind: "part"; readonly bytes: Uint8Array }
  /** 401 or 404. */
  | { readonly kind: "refused" }
  /** 429 or 503 with its Retry-After. */
  | { readonly kind: "later"; readonly seconds: number }
  | { readonly kind: "failed" };

export interface FetchedFile {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

const BYTES_PER_US = 65_536 / 1e6;
const LEAST_BACKOFF_US = 10_000_000;
const MOST_BACKOFF_US = 600_000_000;
const MOST_FIRST_WAIT_US = 30_000_000;
const LEAST_FIRST_WAIT_US = 1_000_000;

export class FileFetcher {
  readonly #sha256: (bytes: Uint8Array) => string;
  readonly #random: () => number;
  #wanted: readonly FileRef[] = [];
  /** What came of the file that is being fetched. */
  #part: { readonly sha256: string; readonly bytes: Uint8Array; filled: number } | undefined;
  readonly #refused = new Set<string>();
  #asked: FetchAsk | undefined;
  #nextUs = 0;
  #backoffUs = LEAST_BACKOFF_US;

  constructor(sha256: (bytes: Uint8Array) => string, random: () => number) {
    this.#sha256 = sha256;
    this.#random = random;
  }

  /** A new cfg: what was refused may be asked again, after a while of this speaker's own. */
  anew(nowUs: number): void {
    this.#refused.clear();
    this.#backoffUs = LEAST_BACKOFF_US;
    this.#nextUs = nowUs + LEAST_FIRST_WAIT_US + this.#random() * (MOST_FIRST_WAIT_US - LEAST_FIRST_WAIT_US);
  }

  /** In this order. What is not wanted any more is forgotten, with what came of it. */
  want(files: readonly FileRef[]): void {
    this.#wanted = files;
    if (!files.some(({ sha256 }) => sha256 === this.#part?.sha256)) this.#part = undefined;
  }

  /** The next request; undefined while one is under way, or none is due. */
  next(nowUs: number): FetchAsk | undefined {
    if (this.#asked !== undefined || nowUs < this.#nextUs) return undefined;
    const file = this.#wanted.find(({ sha256 }) => !this.#refused.has(sha256));
    if (file === undefined) return undefined;
    if (this.#part?.sha256 !== file.sha256)
      this.#part = { sha256: file.sha256, bytes: new Uint8Array(file.bytes), filled: 0 };
    const from = this.#part.filled;
    const to = Math.min(file.bytes, from + CLIP_RANGE_BYTES) - 1;
    this.#asked = { sha256: file.sha256, from, to };
    this.#nextUs = nowUs + (to - from + 1) / BYTES_PER_US;
    return this.#asked;
  }

  /** Answers the file when all of it is there and is what its name says. */
  answered(ask: FetchAsk, answer: FetchAnswer, nowUs: number): FetchedFile | undefined {
    if (this.#asked !== ask) return undefined;
    this.#asked = undefined;
    if (answer.kind === "refused") {
      this.#refused.add(ask.sha256);
      return undefined;
    }
    if (answer.kind === "later") {
      this.#nextUs = nowUs + answer.seconds * 1e6;
      return undefined;
    }
    const part = this.#part;
    const length = ask.to - ask.from + 1;
    if (answer.kind === "failed" || answer.bytes.length !== length) {
      this.#backOff(nowUs);
      return undefined;
    }
    this.#backoffUs = LEAST_BACKOFF_US;
    if (part?.sha256 !== ask.sha256) return undefined;
    part.bytes.set(answer.bytes, ask.from);
    part.filled = ask.to + 1;
    if (part.filled < part.bytes.length) return undefined;
    this.#part = undefined;
    if (this.#sha256(part.bytes) === part.sha256) return { sha256: part.sha256, bytes: part.bytes };
    this.#backOff(nowUs);
    return undefined;
  }

  /** There is no room for it: not asked for again before the next cfg. */
  skip(sha256: string): void {
    this.#refused.add(sha256);
  }

  /** Nobody will answer any more: the power failed, or the line is gone. */
  broke(nowUs: number): void {
    if (this.#asked === undefined) return;
    this.#asked = undefined;
    this.#backOff(nowUs);
  }

  #backOff(nowUs: number): void {
    this.#nextUs = nowUs + this.#backoffUs;
    this.#backoffUs = Math.min(MOST_BACKOFF_US, 2 * this.#backoffUs);
  }
}
