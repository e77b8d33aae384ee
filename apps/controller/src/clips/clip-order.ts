import type { ClipSound } from "@dalaba/store";

/** What the worker is told when it starts. */
export interface ClipOrder {
  /** The upload, whole; absolute. */
  readonly file: string;
  /** What the sender said of it, 64 lower-case hex digits. */
  readonly sha256: string | null;
  readonly sound: ClipSound;
  readonly maxBytes: number;
  /** Length of the sound, s. */
  readonly maxSeconds: number;
  readonly timeoutMs: number;
  /** False: WebAssembly alone. */
  readonly native: boolean;
}

export type ClipStep = "decode" | "level" | "encode";

export interface MadeClip {
  /** The Ogg Opus file: mono, 48 kHz, 20 ms frames. */
  readonly opus: Uint8Array;
  readonly sha256: string;
  readonly durationMs: number;
  readonly beforeLufs: number;
  readonly afterLufs: number;
  readonly truePeakDb: number;
  readonly waveform: Uint8Array;
  /** Of the upload. */
  readonly format: string;
  readonly sourceSha256: string;
  readonly sourceBytes: number;
}

/** What it says: how far it is, any number of times, and then one of the others. */
export type ClipAnswer =
  | { readonly type: "progress"; readonly step: ClipStep; readonly share: number }
  | { readonly type: "made"; readonly made: MadeClip }
  | { readonly type: "refused"; readonly code: string; readonly detail: string };
