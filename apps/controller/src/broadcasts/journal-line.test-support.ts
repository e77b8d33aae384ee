import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { AckLine, BeginLine, EndLine, JournalLine, ReceiptLine } from "../air/journal-line";
import { segmentName } from "../air/journal-line";
import { NOW } from "../town-store.test-support";

/** Lines as `air` writes them, of one broadcast to three speakers. */
export const BROADCAST = "00000000000000b1";

type Unnumbered<L> = L extends JournalLine ? Omit<L, "n" | "atUs"> & { readonly n?: number } : never;
export type TestLine = Unnumbered<JournalLine>;

export const begin = (more: Partial<BeginLine> = {}): TestLine => ({
  type: "begin",
  atUtcMs: NOW,
  broadcast: BROADCAST,
  kind: "talk",
  class: "talk",
  priority: 60,
  actor: { kind: "operator", id: "op-1", name: "wang" },
  room: "east-room",
  why: null,
  to: "all",
  group: "all",
  chime: "none",
  gainDb: 0,
  night: "no",
  waitMs: 0,
  maxMs: 1_800_000,
  source: "file",
  issued: NOW * 1_000,
  t0Us: 1_000_000,
  m0: 0,
  delayUs: { lan: 80_000, wan: 400_000 },
  endsByUtcMs: NOW + 1_800_000,
  speakers: [
    { id: "east-1", state: "offered", delayClass: "lan" },
    { id: "east-2", state: "offline", delayClass: "wan" },
    { id: "west-1", state: "offered", delayClass: "lan" },
  ],
  recording: `recordings/${BROADCAST}.opus`,
  ...more,
});

export const ack = (speaker: string, more: Partial<AckLine> = {}): TestLine => ({
  type: "ack",
  atUtcMs: NOW + 20,
  broadcast: BROADCAST,
  speaker,
  answer: "accept",
  why: "",
  holder: "",
  sync: "good",
  ...more,
});

export const receipt = (
  speaker: string,
  played: number,
  more: Partial<ReceiptLine["receipt"]> = {},
): TestLine => ({
  type: "receipt",
  atUtcMs: NOW + 3_000,
  broadcast: BROADCAST,
  speaker,
  verified: true,
  receipt: {
    type: "receipt",
    broadcast: BROADCAST,
    firstSampleAtUs: 1_080_010,
    firstMediaTime: 0,
    endMediaTime: 96_000,
    played,
    concealed: 0,
    late: 0,
    missing: 100 - played,
    duckedBy: "",
    endedBecause: "finished",
    clockErrorUs: 200,
    sync: "good",
    audioHash: "0".repeat(64),
    ...more,
  },
  raw: "AAAA",
});

export const end = (more: Partial<EndLine> = {}): TestLine => ({
  type: "end",
  atUtcMs: NOW + 2_000,
  broadcast: BROADCAST,
  because: "finished",
  by: null,
  why: "",
  frames: 100,
  endMediaTime: 96_000,
  firstFrameAtUs: 1_000_000,
  lastFrameAtUs: 2_980_000,
  recording: `recordings/${BROADCAST}.opus`,
  durationMs: 2_000,
  ...more,
});

export const settled = (): TestLine => ({ type: "settled", atUtcMs: NOW + 3_100, broadcast: BROADCAST });

/** Writes lines into a journal folder as `air` would, and knows where it ends. */
export class TestJournal {
  readonly folder: string;
  segment = 1;
  offset = 0;
  n = 0;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Answers the position after the lines. */
  write(...lines: readonly TestLine[]): { segment: number; offset: number } {
    return this.raw(lines.map((line) => `${JSON.stringify({ n: ++this.n, atUs: 1, ...line })}\n`).join(""));
  }

  raw(text: string): { segment: number; offset: number } {
    appendFileSync(join(this.folder, segmentName(this.segment)), text);
    this.offset += Buffer.byteLength(text);
    return { segment: this.segment, offset: this.offset };
  }

  rotate(by = 1): void {
    this.segment += by;
    this.offset = 0;
  }
}
