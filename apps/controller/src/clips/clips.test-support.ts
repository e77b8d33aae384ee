import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createOpusDecoder, decodeAudioFile } from "@dalaba/codec";
import {
  floatToPcm16,
  LoudnessMeter,
  pcm16Bytes,
  readOggOpus,
  TruePeakMeter,
  wavHeader,
} from "@dalaba/media";
import { repositoryRoot } from "../settings";

/** As it is built for `npm start`. */
export const CLIP_ENCODER = pathToFileURL(join(repositoryRoot(), "apps/controller/dist/clip-encoder.mjs"));

/** One of the codec's files: 1.5 s of 440 Hz at half of full scale. */
export function toneFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(repositoryRoot(), "packages/codec/testdata", name)));
}

export const TONES = ["wav", "mp3", "flac", "m4a", "aac", "ogg", "opus"].map((ending) => `tone.${ending}`);

/** Something like a voice: harmonics that rise and fall about four times a second, at that peak. */
export function voice(rateHz: number, seconds: number, peak = 0.3): Float32Array {
  return Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, i) => {
    const t = i / rateHz;
    const pitch = 2 * Math.PI * (140 * t + 3 * Math.sin(2 * Math.PI * 0.7 * t));
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3.7 * t)) ** 0.5;
    const tone = Math.sin(pitch) + 0.7 * Math.sin(5 * pitch) + 0.4 * Math.sin(11 * pitch);
    return (peak * syllable * tone) / 2.1;
  });
}

export function silence(rateHz: number, seconds: number): Float32Array {
  return new Float32Array(Math.round(rateHz * seconds));
}

/** A mono 16-bit WAV of these parts, one after the other. */
export function wav(rateHz: number, ...parts: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const data = parts.map((part) => pcm16Bytes(floatToPcm16(part)));
  const frames = parts.reduce((sum, part) => sum + part.length, 0);
  return new Uint8Array(Buffer.concat([wavHeader({ sampleRate: rateHz, channels: 1, frames }), ...data]));
}

/** What a speaker would hear of a clip's file: packet by packet, and the whole by the decoder for files. */
export async function heard(opus: Uint8Array) {
  const file = readOggOpus(opus);
  if (!file.ok) throw new Error(file.detail);
  const decoder = await createOpusDecoder(48_000);
  const unreadable = file.packets.filter(({ packet }) => decoder.decode(packet) === null).length;
  decoder.free();
  const whole = await decodeAudioFile(opus);
  if (!whole.ok) throw new Error(whole.detail);
  const loudness = new LoudnessMeter();
  const peak = new TruePeakMeter();
  loudness.push(whole.pcm);
  peak.push(whole.pcm);
  return {
    ...{ file, unreadable, seconds: whole.seconds, pcm: whole.pcm },
    ...{ lufs: loudness.integrated, truePeakDb: peak.end() },
  };
}
