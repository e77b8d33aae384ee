import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createOpusEncoder, createResampler, decodeAudioFile } from "@dalaba/codec";

const RATE_HZ = 48_000;
const FRAME = 960;
/** Speech begins where a sample reaches −30 dBFS: the simulator calls −34 dBFS voiced, and Opus softens an onset. */
const ONSET = 0.032;
/** Of a voice, s: enough to be looped without being noticed. */
const SECONDS = 4;

const voices = [
  { file: "/usr/share/asterisk/sounds/en_US_f_Allison/demo-congrats.wav", name: "a recorded human voice" },
  { file: "/usr/share/sounds/alsa/Front_Center.wav", name: "alsa's recorded human voice" },
];

/** What is spoken: 20 ms Opus frames, the first of which begins with a voiced sample. */
export interface Speech {
  readonly name: string;
  readonly frames: readonly Uint8Array[];
}

/** Cuts the silence before the first word, so that the first frame is the first sound. */
export function fromOnset(pcm: Float32Array, onset = ONSET): Float32Array {
  const at = pcm.findIndex((sample) => Math.abs(sample) >= onset);
  return at < 0 ? pcm : pcm.subarray(at);
}

/** Syllables of a buzz, four a second: for machines without a recorded voice. */
export function synthesised(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, i) => {
    const t = i / RATE_HZ;
    const buzz = [1, 2, 3, 4, 5].reduce((sum, k) => sum + Math.cos(2 * Math.PI * 140 * k * t) / k, 0);
    return 0.12 * buzz * (0.6 + 0.4 * Math.cos(2 * Math.PI * 4 * t));
  });
}

async function recorded(file: string, rateHz: number): Promise<Float32Array> {
  const decoded = await decodeAudioFile(await readFile(file));
  if (!decoded.ok) throw new Error(`${file}: ${decoded.code}: ${decoded.detail}`);
  const resampler = await createResampler({ from: decoded.sampleRate, to: rateHz, channels: 1 });
  const pcm = resampler.process(decoded.pcm);
  resampler.free();
  return pcm;
}

/** The first seconds of a human voice, undamaged by any codec. Throws where no recorded voice is installed. */
export async function recordedVoice(
  rateHz: number,
): Promise<{ readonly name: string; readonly pcm: Float32Array }> {
  const voice = voices.find(({ file }) => existsSync(file));
  if (!voice) throw new Error("no recorded voice is installed (asterisk-core-sounds-en-wav, or alsa-utils)");
  const pcm = fromOnset(await recorded(voice.file, rateHz));
  return { name: voice.name, pcm: pcm.slice(0, SECONDS * rateHz) };
}

/** A stretch as the encoder takes it; beyond the end is silence. */
export function frameOf(pcm: Float32Array, at: number, size: number): Int16Array {
  const frame = new Int16Array(size);
  for (let i = 0; i < size; i++) {
    const sample = pcm[at + i] ?? 0;
    frame[i] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
  }
  return frame;
}

/** Encodes as the CLI's talk does: 24 kbit/s, VOIP, 48 kHz. */
export async function loadSpeech(): Promise<Speech> {
  const voice = voices.find(({ file }) => existsSync(file));
  const pcm = fromOnset(voice === undefined ? synthesised(SECONDS) : await recorded(voice.file, RATE_HZ));
  const encoder = await createOpusEncoder({
    sampleRate: RATE_HZ,
    application: "voip",
    bitrate: 24_000,
    complexity: 8,
    inbandFec: false,
    packetLossPercent: 0,
  });
  const count = Math.min(SECONDS * 50, Math.floor(pcm.length / FRAME));
  const frames = Array.from({ length: count }, (_, i) =>
    Uint8Array.from(encoder.encode(frameOf(pcm, i * FRAME, FRAME))),
  );
  encoder.free();
  return { name: voice?.name ?? "a synthesised buzz: no recorded voice is installed", frames };
}
