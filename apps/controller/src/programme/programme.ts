import { accept, type Outcome, refuse } from "@dalaba/core";
import { SILENCE_20_MS } from "@dalaba/media";
import { FRAME_MS } from "@dalaba/protocol";
import type { StoredClipVersion } from "@dalaba/store";
import type { RecordedFrames } from "../broadcasts";

/** One after the other: a clip, words that a machine speaks, or a silence. */
export type Part =
  | { readonly clip: string; readonly version?: number | undefined }
  | {
      readonly say: string;
      readonly language?: string | undefined;
      readonly voice?: string | undefined;
    }
  | { readonly pauseMs: number };

export interface Programme {
  readonly parts: readonly Part[];
  readonly times: number;
  /** Silence between two times, ms. */
  readonly betweenMs: number;
}

/** Where the sounds of parts come from. */
export interface PartSources {
  clip(id: string, version: number | undefined): Outcome<StoredClipVersion>;
  clipFrames(version: StoredClipVersion): Promise<Outcome<RecordedFrames>>;
  spoken(part: Extract<Part, { say: string }>): Promise<Outcome<RecordedFrames>>;
}

/** A play of under 80 lasts no longer (SPEC 8.5). */
const MAX_FRAMES = (4 * 3_600_000) / FRAME_MS;

/** The frames of all of it, as they lie: nothing is decoded. `programme-too-long` above four hours. */
export async function framesOf(
  { parts, times, betweenMs }: Programme,
  sources: PartSources,
): Promise<Outcome<RecordedFrames>> {
  const once: (Uint8Array | undefined)[] = [];
  for (const part of parts) {
    const frames = await framesOfPart(part, sources);
    if (!frames.ok) return frames;
    for (const frame of frames.value) once.push(frame);
  }
  const between = silence(betweenMs);
  const total = once.length * times + between.length * (times - 1);
  if (total > MAX_FRAMES)
    return refuse("programme-too-long", `${Math.round((total * FRAME_MS) / 1000)} s`, {
      seconds: Math.round((total * FRAME_MS) / 1000),
    });
  if (once.length === 0) return refuse("audio-empty", "the parts hold no sound");
  const all = [...once];
  for (let n = 1; n < times; n++) {
    for (const frame of between) all.push(frame);
    for (const frame of once) all.push(frame);
  }
  return accept(all);
}

async function framesOfPart(part: Part, sources: PartSources): Promise<Outcome<RecordedFrames>> {
  if ("pauseMs" in part) return accept(silence(part.pauseMs));
  if ("say" in part) return sources.spoken(part);
  const version = sources.clip(part.clip, part.version);
  return version.ok ? sources.clipFrames(version.value) : version;
}

function silence(ms: number): readonly Uint8Array[] {
  return new Array<Uint8Array>(Math.round(ms / FRAME_MS)).fill(SILENCE_20_MS);
}

/** The clips in it, each once. */
export function clipsOf(parts: readonly Part[]): readonly string[] {
  return [...new Set(parts.flatMap((part) => ("clip" in part ? [part.clip] : [])))];
}

/** For the audit and whoever reads it: what is said, in a line. */
export function partsText(parts: readonly Part[], titleOf: (clip: string) => string): string {
  return parts
    .flatMap((part) => {
      if ("pauseMs" in part) return [];
      return "clip" in part ? [titleOf(part.clip)] : [part.say];
    })
    .join(" · ")
    .slice(0, 500);
}
