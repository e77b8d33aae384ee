import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { type BeginLine, type JournalLine, segmentName, segmentNumber } from "./journal-line";

/** Broadcasts that began before these segments have ended long ago: they hold days. */
const LAST_SEGMENTS = 3;

export interface JournalState {
  /** Where the next line goes, and its number less one. */
  readonly segment: number;
  readonly offset: number;
  readonly n: number;
  /** Begun and never ended: `air` died while they were on air. */
  readonly unended: readonly BeginLine[];
}

/** Reads the newest segments after a start. A torn last line (power cut in mid-write) is cut off. */
export function recoverJournal(folder: string): JournalState {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    files = [];
  }
  const segments = files.flatMap((file) => segmentNumber(file) ?? []).sort((a, b) => a - b);
  const unended = new Map<string, BeginLine>();
  let n = 0;
  let offset = 0;
  for (const segment of segments.slice(-LAST_SEGMENTS)) {
    const path = join(folder, segmentName(segment));
    const bytes = readFileSync(path);
    const whole = bytes.lastIndexOf(10) + 1;
    if (segment === segments.at(-1)) {
      offset = whole;
      if (whole < bytes.length) truncateSync(path, whole);
    }
    for (const line of bytes.toString("utf8", 0, whole).split("\n")) {
      const read = readLine(line);
      if (read === undefined) continue;
      n = Math.max(n, read.n);
      if (read.type === "begin") unended.set(read.broadcast, read);
      else if (read.type === "end") unended.delete(read.broadcast);
    }
  }
  return { segment: segments.at(-1) ?? 1, offset, n, unended: [...unended.values()] };
}

/** A line of our own; undefined for an empty or damaged one, which the controller reports when it ingests. */
function readLine(line: string): JournalLine | undefined {
  if (line === "") return undefined;
  try {
    const value = JSON.parse(line) as JournalLine;
    return typeof value.n === "number" && typeof value.type === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
