import {
  type Arrival,
  absorptionDbPerKm,
  SPEECH_DBFS,
  type Surroundings,
  speechAbsorptionDbPerKm,
} from "@dalaba/core";
import { floatToPcm16, pcm16Bytes, Soundscape, wavHeader } from "@dalaba/media";
import type { Recorded } from "./sim-recordings";

/** The sound pressure that fills a file, dB SPL: 5 m before a horn is just bent, a village's noise still heard. */
export const EAR_FULL_SCALE_DB = 100;
/** One ear, one noise: the same each time. */
const NOISE_SEED = 1;

/** One speaker as it is heard at a place. */
export interface EarSource {
  readonly arrival: Arrival;
  /** What its own level takes off: a recording has it already. */
  readonly levelDb: number;
}

/** Renders what a person hears of recorded speakers, as a WAV file. Lets others work between two speakers. */
export async function renderEar(
  sources: readonly EarSource[],
  recorded: Recorded,
  surroundings: Surroundings,
): Promise<Uint8Array<ArrayBuffer>> {
  const { sampleRate, fromUs, toUs, sounds } = recorded;
  const rate = sampleRate || 16_000;
  const samples = Math.round(((toUs - fromUs) * rate) / 1e6);
  const scape = new Soundscape({ sampleRate: rate, samples });
  const airDbPerKm = speechAbsorptionDbPerKm(surroundings.air);
  for (const { arrival, levelDb } of sources) {
    const sound = sounds.get(arrival.speaker);
    if (sound === undefined) continue;
    const km = arrival.metres / 1000;
    const at = ((sound.startUs - fromUs + arrival.travelMs * 1000) * rate) / 1e6;
    scape.add({
      // What was long over is not looked at.
      ...cut(sound.pcm, at),
      // The level of speech at the ear without the air's one number: the filter takes the air's share by frequency.
      gainDb: arrival.levelDb + airDbPerKm * km - levelDb - SPEECH_DBFS - EAR_FULL_SCALE_DB,
      lossDb: (hz) => absorptionDbPerKm(hz, surroundings.air) * km,
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  scape.addNoise(surroundings.ambientDb - EAR_FULL_SCALE_DB, NOISE_SEED);
  const pcm = pcm16Bytes(floatToPcm16(scape.finish()));
  const header = wavHeader({ sampleRate: rate, channels: 1, frames: samples });
  const out = new Uint8Array(header.length + pcm.length);
  out.set(header);
  out.set(pcm, header.length);
  return out;
}

/** More than a filter's length before the scape begins. */
const MARGIN = 256;

function cut(pcm: Float32Array, at: number): { readonly pcm: Float32Array; readonly at: number } {
  const gone = Math.max(0, Math.floor(-at) - MARGIN);
  return { pcm: pcm.subarray(gone), at: at + gone };
}
