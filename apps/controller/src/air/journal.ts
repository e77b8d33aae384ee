import { closeSync, fdatasync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Clocks } from "./clocks";
import { type JournalEntry, type JournalPosition, segmentName } from "./journal-line";
import type { JournalState } from "./journal-recovery";

/** A segment is closed when it holds this much. */
export const SEGMENT_BYTES = 16 * 1024 * 1024;
/** Lines wait at most so long for their write(2) and fsync. */
const FLUSH_MS = 50;
const RETRY_MS = 500;
/**
 * A broadcast that begins (`writeNow`) has this long to itself before anybody is told of the lines on disk: taking in
 * 270 answers costs the controller 30-60 ms of a core that the first words need.
 */
const QUIET_MS = 500;
/** Lines that wait while the disk refuses them; beyond it the oldest go, and trouble is raised. */
const MAX_WAITING_LINES = 20_000;

export interface JournalParts {
  readonly folder: string;
  readonly clocks: Clocks;
  /** Whole lines up to here are on disk. Told at most `QUIET_MS` later. */
  onDurable(position: JournalPosition): void;
  onTrouble(detail: string): void;
  /** write(2) of `bytes` from `at` to the file's `position`; answers how many it took. A test's disk can be full. */
  write?(file: number, bytes: Buffer, at: number, position: number): number;
}

/** Appends what happened. Every write is a write(2) of whole lines; fsync follows behind. */
export class Journal {
  readonly #parts: JournalParts;
  #file: number;
  #segment: number;
  #offset: number;
  #durable: JournalPosition;
  #n: number;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #untold = false;
  #syncing = false;
  #troubled = false;
  #closed = false;

  /** Goes on where `recoverJournal` found the end. */
  constructor(parts: JournalParts, at: JournalState) {
    this.#parts = parts;
    mkdirSync(parts.folder, { recursive: true, mode: 0o700 });
    this.#segment = at.segment;
    this.#offset = at.offset;
    this.#n = at.n;
    this.#file = this.#open();
    this.#durable = { segment: at.segment, offset: at.offset };
  }

  get durable(): JournalPosition {
    return this.#durable;
  }

  /** Written within 50 ms, in order. */
  write(entry: JournalEntry): void {
    this.#queue(entry);
    this.#wake(FLUSH_MS);
  }

  /** Written, with all before it, when this returns true; false when the disk refused (it is tried again later). */
  writeNow(entry: JournalEntry): boolean {
    this.#queue(entry);
    const written = this.#flush();
    this.#wake(FLUSH_MS);
    // One that begins meanwhile does not prolong it.
    this.#quiet ??= setTimeout(() => this.#tell(), QUIET_MS);
    return written;
  }

  #tell(): void {
    this.#quiet = undefined;
    if (this.#untold) this.#parts.onDurable(this.#durable);
    this.#untold = false;
  }

  #wake(ms: number): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => this.#flushSoon(), ms);
  }

  #queue(entry: JournalEntry): void {
    const { clocks, onTrouble } = this.#parts;
    const head = { n: ++this.#n, atUtcMs: clocks.utcMs(), atUs: clocks.serverTimeUs() };
    this.#waiting.push(`${JSON.stringify({ ...head, ...entry })}\n`);
    if (this.#waiting.length > MAX_WAITING_LINES) {
      this.#waiting.shift();
      onTrouble("lines were lost: the disk refuses them for too long");
    }
  }

  #flush(): boolean {
    if (this.#waiting.length === 0) return true;
    const bytes = Buffer.from(this.#waiting.join(""), "utf8");
    try {
      if (this.#offset > 0 && this.#offset + bytes.length > SEGMENT_BYTES) this.#rotate();
      let done = 0;
      // A full disk can take a part of it; the rest would be a torn line.
      while (done < bytes.length) done += this.#write(bytes, done);
      this.#offset += bytes.length;
      this.#waiting = [];
      this.#troubled = false;
      return true;
    } catch (error) {
      // Nothing moves on: the next try writes the same lines at the same offset.
      if (!this.#troubled) this.#parts.onTrouble((error as Error).message);
      this.#troubled = true;
      return false;
    }
  }

  #write(bytes: Buffer, at: number): number {
    const position = this.#offset + at;
    const { write } = this.#parts;
    return write
      ? write(this.#file, bytes, at, position)
      : writeSync(this.#file, bytes, at, bytes.length - at, position);
  }

  #flushSoon(): void {
    this.#timer = undefined;
    const written = this.#flush();
    if (written && !this.#syncing && this.#offset !== this.#durable.offset) this.#sync();
    if (!written) this.#wake(RETRY_MS);
  }

  #sync(): void {
    this.#syncing = true;
    const position = { segment: this.#segment, offset: this.#offset };
    fdatasync(this.#file, (error) => {
      this.#syncing = false;
      if (error) this.#parts.onTrouble(error.message);
      else if (position.segment === this.#segment) this.#announce(position);
      if (this.#offset !== this.#durable.offset)
        this.#timer ??= setTimeout(() => this.#flushSoon(), FLUSH_MS);
    });
  }

  #announce(position: JournalPosition): void {
    this.#durable = position;
    this.#untold = true;
    if (!this.#quiet) this.#tell();
  }

  #rotate(): void {
    const old = this.#file;
    this.#segment++;
    this.#offset = 0;
    this.#file = this.#open();
    fdatasync(old, () => closeSync(old));
  }

  #open(): number {
    // Not "append": after a refused write the same offset is written again.
    return openSync(
      join(this.#parts.folder, segmentName(this.#segment)),
      this.#offset === 0 ? "w" : "r+",
      0o600,
    );
  }

  /** Writes what waits, waits for the disk, and closes. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    clearTimeout(this.#quiet);
    this.#flush();
    const file = this.#file;
    await new Promise<void>((resolve) => fdatasync(file, () => resolve()));
    closeSync(file);
  }
}
