import { closeSync, fstatSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type JournalLine, type JournalPosition, segmentName, segmentNumber } from "../air/journal-line";

/** Read at once, some 500 receipts, 0.2 s of writing; a longer line is read in larger steps. */
const STEP_BYTES = 256 * 1024;
const MAX_LINE_BYTES = 64 * 1024 * 1024;
/** `air` reads its newest three segments when it starts. */
const KEPT_SEGMENTS = 3;

/** Something wrong with the journal that reading on does not mend: what stood there is not known. */
export interface JournalFault {
  readonly code: "journal-gap" | "journal-damaged";
  readonly detail: string;
}

export interface ReadLine {
  readonly line: JournalLine;
  /** Offset of the line after it, in the same segment. */
  readonly end: number;
}

export interface JournalStep {
  readonly from: JournalPosition;
  readonly to: JournalPosition;
  readonly lines: readonly ReadLine[];
  readonly faults: readonly JournalFault[];
}

/** Reads `air`'s journal from a position, in whole lines. Never writes to it. */
export class JournalReader {
  private readonly folder: string;
  private readonly stepBytes: number;

  constructor(folder: string, stepBytes = STEP_BYTES) {
    this.folder = folder;
    this.stepBytes = stepBytes;
  }

  /**
   * The next lines after `from` (undefined: from the oldest segment), up to `limit`, which `air` named as being on disk;
   * undefined when there are none. What cannot be read (a missing segment, a damaged line) is passed over and named.
   */
  next(from: JournalPosition | undefined, limit: JournalPosition): JournalStep | undefined {
    const segments = this.segments().filter((segment) => segment <= limit.segment);
    const first = segments[0];
    if (first === undefined) return undefined;
    const at = from ?? { segment: first, offset: 0 };
    const faults: JournalFault[] = [];
    if (from === undefined && first > 1) faults.push(gap(`the journal begins with ${segmentName(first)}`));
    if (segments.includes(at.segment)) {
      const step = this.step(at, limit, faults);
      if (step !== undefined) return step;
    }
    const following = segments.find((segment) => segment > at.segment);
    if (following === undefined) return undefined;
    if (!segments.includes(at.segment)) faults.push(gap(`${segmentName(at.segment)} is missing`));
    else if (following !== at.segment + 1) faults.push(gap(`${segmentName(at.segment + 1)} is missing`));
    return this.step({ segment: following, offset: 0 }, limit, faults);
  }

  /** Deletes segments that lie wholly before `ingested`, but for the newest three. */
  deleteIngested(ingested: JournalPosition): void {
    const segments = this.segments();
    for (const segment of segments.slice(0, -KEPT_SEGMENTS))
      if (segment < ingested.segment) rmSync(join(this.folder, segmentName(segment)), { force: true });
  }

  private segments(): readonly number[] {
    try {
      return readdirSync(this.folder)
        .flatMap((file) => segmentNumber(file) ?? [])
        .sort((a, b) => a - b);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  /** What one segment holds after `at`; undefined when nothing whole does. */
  private step(at: JournalPosition, limit: JournalPosition, faults: JournalFault[]): JournalStep | undefined {
    const file = openSync(join(this.folder, segmentName(at.segment)), "r");
    try {
      const size = fstatSync(file).size;
      const end = at.segment === limit.segment ? Math.min(size, limit.offset) : size;
      if (size < at.offset) {
        // A power cut can take back what the store had already read.
        faults.push(gap(`${segmentName(at.segment)} ends at ${size}, before ${at.offset}`));
        return undefined;
      }
      if (end <= at.offset) return undefined;
      const bytes = this.wholeLines(file, at.offset, end);
      const closed = at.segment < limit.segment;
      if (bytes.length === 0) {
        if (!closed) return undefined;
        faults.push(damaged(at, "a line that was never finished"));
        return { from: at, to: { ...at, offset: end }, lines: [], faults };
      }
      const to = { segment: at.segment, offset: at.offset + bytes.length };
      return { from: at, to, lines: parse(bytes, at, faults), faults };
    } finally {
      closeSync(file);
    }
  }

  private wholeLines(file: number, from: number, end: number): Buffer {
    for (let step = this.stepBytes; ; step *= 2) {
      const want = Math.min(step, end - from);
      const buffer = Buffer.alloc(want);
      const got = readSync(file, buffer, 0, want, from);
      const whole = buffer.subarray(0, buffer.lastIndexOf(10, got - 1) + 1);
      if (whole.length > 0 || want === end - from || step > MAX_LINE_BYTES) return whole;
    }
  }
}

function parse(bytes: Buffer, at: JournalPosition, faults: JournalFault[]): readonly ReadLine[] {
  const lines: ReadLine[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(10, from);
    const text = bytes.toString("utf8", from, end);
    if (text !== "") {
      const line = readLine(text);
      if (line) lines.push({ line, end: at.offset + end + 1 });
      else faults.push(damaged({ ...at, offset: at.offset + from }, "a line that is not ours"));
    }
    from = end + 1;
  }
  return lines;
}

function readLine(text: string): JournalLine | undefined {
  try {
    const value = JSON.parse(text) as JournalLine | null;
    return typeof value?.n === "number" && typeof value.type === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function gap(detail: string): JournalFault {
  return { code: "journal-gap", detail };
}

function damaged(at: JournalPosition, what: string): JournalFault {
  return { code: "journal-damaged", detail: `${what} in ${segmentName(at.segment)} at ${at.offset}` };
}
