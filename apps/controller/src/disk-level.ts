import { statfsSync } from "node:fs";

/** What `statfs` says of the disk under a folder; `bavail` leaves out what is kept for root. */
export interface DiskFigures {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
}

export interface DiskLevel {
  readonly totalBytes: number;
  /** For whoever is not root. */
  readonly freeBytes: number;
  /** As `df` says it, 0 to 1. */
  readonly usedShare: number;
  /** `low` from 90 % on: somebody should look. `full` from 97 % on: nothing is recorded any more, so that speaking goes on. */
  readonly level: "fine" | "low" | "full";
}

const LOW = 0.9;
const FULL = 0.97;

/** Pure: what the figures come to. */
export function diskLevel({ bsize, blocks, bfree, bavail }: DiskFigures): DiskLevel {
  const used = blocks - bfree;
  const usedShare = used + bavail === 0 ? 1 : used / (used + bavail);
  return {
    ...{ totalBytes: blocks * bsize, freeBytes: bavail * bsize, usedShare },
    level: usedShare >= FULL ? "full" : usedShare >= LOW ? "low" : "fine",
  };
}

/** Of the disk under that folder now; undefined where the system does not say. */
export function diskUnder(
  folder: string,
  figures: (folder: string) => DiskFigures = statfsSync,
): DiskLevel | undefined {
  try {
    return diskLevel(figures(folder));
  } catch {
    return undefined;
  }
}
