/** A microphone that gives less than this is muted, broken or not plugged in, dBFS. */
export const SILENT_DB = -70;
export const SILENT_MS = 3000;

export type MicWarning = "mic-silent" | "mic-clipping";

/** Tells a microphone that gives nothing, or too much, from one that works. */
export class SignalWatch {
  #silentMs = 0;

  /** Level of one block of the microphone itself. */
  push(level: { readonly rmsDb: number; readonly clipping: boolean }, blockMs: number): MicWarning | null {
    this.#silentMs = level.rmsDb < SILENT_DB ? this.#silentMs + blockMs : 0;
    if (this.#silentMs >= SILENT_MS) return "mic-silent";
    return level.clipping ? "mic-clipping" : null;
  }
}
