import { floatToPcm16, pcm16Bytes, wavHeader } from "@dalaba/media";

/** What the fake microphone hears, over and over. */

export const MICROPHONE_HZ = 48_000;
const FRAME = 960;
/** Quieter than this is a pause: −34 dBFS is what the simulator calls voiced, and a voice rises to its peak. */
const SPOKEN_RMS = 0.03;
const PEAK = 0.5;
const CLICK_SAMPLES = 96;
const CLICK = 0.8;
/** −66 dBFS. */
const NOISE = 0.0005;

/**
 * A voice without its pauses: whenever the key goes down somebody is speaking, so that the wait for a word is not
 * measured as the system's.
 */
export function withoutPauses(pcm: Float32Array): Float32Array {
  const peak = pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const scale = peak > 0 ? PEAK / peak : 0;
  const spoken: Float32Array[] = [];
  for (let at = 0; at + FRAME <= pcm.length; at += FRAME) {
    const frame = pcm.subarray(at, at + FRAME).map((sample) => sample * scale);
    const energy = frame.reduce((sum, sample) => sum + sample * sample, 0);
    if (Math.sqrt(energy / FRAME) >= SPOKEN_RMS) spoken.push(frame);
  }
  const out = new Float32Array(spoken.length * FRAME);
  for (const [i, frame] of spoken.entries()) out.set(frame, i * FRAME);
  return out;
}

/**
 * A click of 2 ms each second (a burst of 2 kHz, which the codec keeps) over low noise. Each lies 7 ms further into its
 * second than the one before, modulo 20 ms: at all places of a frame in turn, since a second is a whole number of frames.
 */
export function clickTrack(seconds: number): Float32Array {
  const pcm = new Float32Array(seconds * MICROPHONE_HZ);
  let seed = 1;
  for (let i = 0; i < pcm.length; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    pcm[i] = NOISE * (seed / 2 ** 31 - 1);
  }
  for (let second = 0; second < seconds; second++) {
    const from = (second + 0.5) * MICROPHONE_HZ + ((second * 7) % 20) * (MICROPHONE_HZ / 1000);
    for (let i = 0; i < CLICK_SAMPLES; i++) {
      const at = from + i;
      const hull = Math.sin((Math.PI * i) / CLICK_SAMPLES);
      pcm[at] = (pcm[at] as number) + CLICK * hull * Math.sin((2 * Math.PI * 2_000 * i) / MICROPHONE_HZ);
    }
  }
  return pcm;
}

export function wavOf(pcm: Float32Array): Buffer {
  const head = wavHeader({ sampleRate: MICROPHONE_HZ, channels: 1, frames: pcm.length });
  return Buffer.concat([head, pcm16Bytes(floatToPcm16(pcm))]);
}
