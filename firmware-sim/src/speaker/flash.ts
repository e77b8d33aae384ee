import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Receipt } from "@dalaba/protocol";
import { makeFolder } from "../make-folder";
import type { Begun } from "../programme/begun-journal";

/**
 * What a speaker keeps through a power cut: the two documents, the UTC below which its clock never runs, and what it did
 * while it was alone.
 */
export interface FlashContents {
  /** The signed bytes of the newest key set, base64; "" before the first. */
  readonly keys: string;
  /** The signed bytes of the newest cfg, base64. */
  readonly cfg: string;
  readonly utcFloorMs: number;
  /** Occurrences that were begun, the oldest first (SPEC 13.7). */
  readonly begun: readonly Begun[];
  /** Of what was begun alone, until they are acknowledged (SPEC 13.8). */
  readonly receipts: readonly Receipt[];
}

export interface Flash {
  read(): FlashContents;
  write(contents: FlashContents): void;
}

export const EMPTY_FLASH: FlashContents = { keys: "", cfg: "", utcFloorMs: 0, begun: [], receipts: [] };

/** Survives the reboot of a simulated speaker, not the end of the process. */
export class MemoryFlash implements Flash {
  #contents = EMPTY_FLASH;

  read(): FlashContents {
    return this.#contents;
  }

  write(contents: FlashContents): void {
    this.#contents = contents;
  }
}

/** One JSON file per speaker, replaced whole. A file that cannot be read counts as a wiped flash. */
export class FileFlash implements Flash {
  readonly #path: string;

  /** Throws when the folder cannot be made. */
  constructor(folder: string, speaker: string) {
    makeFolder(folder, 0o750);
    this.#path = join(folder, `${speaker}.json`);
  }

  read(): FlashContents {
    try {
      const item = JSON.parse(readFileSync(this.#path, "utf8")) as Record<string, unknown> | null;
      const text = (name: string): string => (typeof item?.[name] === "string" ? (item[name] as string) : "");
      const list = <T>(name: string): readonly T[] =>
        Array.isArray(item?.[name]) ? (item[name] as T[]) : [];
      const floor = item?.utcFloorMs;
      return {
        keys: text("keys"),
        cfg: text("cfg"),
        utcFloorMs: Number.isSafeInteger(floor) && (floor as number) > 0 ? (floor as number) : 0,
        begun: list<Begun>("begun"),
        receipts: list<Receipt>("receipts"),
      };
    } catch {
      return EMPTY_FLASH;
    }
  }

  write(contents: FlashContents): void {
    const next = `${this.#path}.next`;
    writeFileSync(next, JSON.stringify(contents), { mode: 0o600 });
    renameSync(next, this.#path);
  }
}
