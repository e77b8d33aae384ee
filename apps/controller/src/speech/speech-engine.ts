import type { Outcome } from "@dalaba/core";

/** A text of 2,000 characters takes espeak-ng two seconds; a service may be slower, ms. */
export const SPEAKING_MS = 60_000;
/** No engine gives more for a text, bytes. */
export const SOUND_MAX_BYTES = 200 * 1024 * 1024;

export interface Wording {
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  /** One of the engine's own; null: the engine's for that language. */
  readonly voice: string | null;
}

/** Something that speaks: a program, or a service in the town's own network. */
export interface SpeechEngine {
  /** Part of the cache's key, with what the engine makes of a text: a better engine is heard at once. */
  readonly name: string;
  /** What it is given for a wording: figures written out, characters as they are read. */
  prepared(wording: Wording): string;
  /** A sound file, of any form that a clip may have. `tts-missing`, `tts-failed` */
  speak(prepared: string, wording: Wording): Promise<Outcome<Uint8Array>>;
}
