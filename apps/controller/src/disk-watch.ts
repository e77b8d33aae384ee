import { type DiskFigures, type DiskLevel, diskUnder } from "./disk-level";
import type { Log } from "./log";
import type { TroubleBoard } from "./trouble";

const EVERY_MS = 60_000;

interface WatchParts {
  readonly troubles: TroubleBoard;
  readonly log: Log;
  /** The data folder. */
  readonly folder: string;
  readonly figures?: (folder: string) => DiskFigures;
}

/** Looks at the disk under the data folder each minute, and says when it fills. */
export class DiskWatch {
  private readonly parts: WatchParts;
  private timer: NodeJS.Timeout | undefined;
  private told: DiskLevel["level"] = "fine";

  constructor(parts: WatchParts) {
    this.parts = parts;
  }

  start(): void {
    this.look();
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  look(): void {
    const { troubles, log, folder, figures } = this.parts;
    const found = diskUnder(folder, figures);
    if (found === undefined) return;
    const { level, freeBytes, usedShare } = found;
    const detail = `${folder}: ${Math.floor(usedShare * 100)} % used, ${Math.floor(freeBytes / 1024 / 1024)} MiB free`;
    if (level === "fine") troubles.clear("disk");
    else if (level === "low") troubles.hang("disk", { code: "disk-low", detail, grave: false });
    else troubles.hang("disk", { code: "recording-stopped", detail, grave: false });
    if (level !== this.told && level !== "fine")
      log.warn(
        { freeBytes },
        `the disk of DALABA_DATA is ${level}: free some, or keep recordings for fewer days`,
      );
    this.told = level;
  }
}
