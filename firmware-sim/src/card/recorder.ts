import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { floatToPcm16, pcm16Bytes, wavHeader } from "@dalaba/media";
import { makeFolder } from "../make-folder";
import type { Crystal } from "./crystal";
import { TrueGrid } from "./true-grid";

/**
 * A speaker's output as a WAV on the true timeline: `{speaker}.wav` and, beside it, `{speaker}.json` with the instant of
 * its first sample. Silence is left as a hole in the file, so that a quiet town costs no disk.
 */

const HEADER_BYTES = 44;
/** Written in one go once so much has gathered. */
const BATCH = 8192;
/** RIFF counts to 4 GiB. */
const MOST_SAMPLES = 2_000_000_000;

export class Recorder {
  readonly path: string;
  readonly startUs: number;
  readonly #rate: number;
  readonly #grid: TrueGrid;
  readonly #file: number;
  #batch: Int16Array[] = [];
  #batchFrom = 0;
  #batchLength = 0;
  #closed = false;

  /** Throws when the folder or the file cannot be made. */
  constructor(folder: string, speaker: string, rate: number, startUs: number) {
    makeFolder(folder, 0o750);
    this.path = join(folder, `${speaker}.wav`);
    this.startUs = startUs;
    this.#rate = rate;
    this.#grid = new TrueGrid(startUs, rate);
    this.#file = openSync(this.path, "w+");
    const side = { speaker, startUs, sampleRate: rate, channels: 1, clock: "CLOCK_MONOTONIC" };
    writeFileSync(join(folder, `${speaker}.json`), `${JSON.stringify(side)}\n`);
    this.#header(0);
  }

  /** What the card put out from its sample `index` on; undefined: silence of any length. */
  push(pcm: Float32Array | undefined, index: number, crystal: Crystal): void {
    if (this.#closed) return;
    if (pcm === undefined) {
      if (!this.#grid.ringing) return;
      pcm = new Float32Array(32);
    }
    const out = this.#grid.push(pcm, index, crystal);
    if (out.pcm.length === 0 || out.from + out.pcm.length > MOST_SAMPLES) return;
    if (out.from !== this.#batchFrom + this.#batchLength) this.#flush();
    if (this.#batchLength === 0) this.#batchFrom = out.from;
    this.#batch.push(floatToPcm16(out.pcm));
    this.#batchLength += out.pcm.length;
    if (this.#batchLength >= BATCH) this.#flush();
  }

  /** The whole file up to `nowUs` of true time. */
  read(nowUs: number): Buffer {
    this.#finish(nowUs);
    return readFileSync(this.path);
  }

  close(nowUs: number): void {
    if (this.#closed) return;
    this.#finish(nowUs);
    this.#closed = true;
    closeSync(this.#file);
  }

  #finish(nowUs: number): void {
    if (this.#closed) return;
    this.#flush();
    const samples = Math.max(0, Math.min(MOST_SAMPLES, Math.floor(this.#grid.gridAt(nowUs))));
    ftruncateSync(this.#file, HEADER_BYTES + samples * 2);
    this.#header(samples);
  }

  #header(frames: number): void {
    writeSync(this.#file, wavHeader({ sampleRate: this.#rate, channels: 1, frames }), 0, HEADER_BYTES, 0);
  }

  #flush(): void {
    let at = HEADER_BYTES + this.#batchFrom * 2;
    for (const pcm of this.#batch) {
      const bytes = pcm16Bytes(pcm);
      writeSync(this.#file, bytes, 0, bytes.length, at);
      at += bytes.length;
    }
    this.#batchFrom += this.#batchLength;
    this.#batch = [];
    this.#batchLength = 0;
  }
}
