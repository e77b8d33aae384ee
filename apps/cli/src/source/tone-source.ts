import { type AudioSource, FRAME_MS, SOURCE_FRAME, SOURCE_RATE_HZ } from "./audio-source";

/** A tone that a ear finds among others and no horn suffers from. */
const TONE_HZ = 1_000;
/** −12 dB of full scale. */
const PEAK = 0.25 * 32_767;
/** In and out, ms: a tone that begins at once clicks. */
const RAMP_MS = 30;

/** So many seconds of a test tone: 1 kHz at −12 dB, on for half a second and off for a fifth, so that dead air shows. */
export function toneSource(seconds: number): AudioSource {
  const frames = Math.round((seconds * 1000) / FRAME_MS);
  let next = 0;
  return {
    kind: "file",
    durationMs: frames * FRAME_MS,
    live: false,
    complaint: undefined,
    ready: async () => undefined,
    begin: async () => undefined,
    get waiting() {
      return frames - next;
    },
    take() {
      if (next >= frames) return "ended";
      const from = next++ * SOURCE_FRAME;
      return Int16Array.from({ length: SOURCE_FRAME }, (_, i) => toneAt(from + i));
    },
    close: () => undefined,
  };
}

const ON_MS = 500;
const ROUND_MS = 700;

function toneAt(sample: number): number {
  const ms = (sample * 1000) / SOURCE_RATE_HZ;
  const within = ms % ROUND_MS;
  const level = Math.max(0, Math.min(1, within / RAMP_MS, (ON_MS - within) / RAMP_MS));
  return Math.round(PEAK * level * Math.sin((2 * Math.PI * TONE_HZ * sample) / SOURCE_RATE_HZ));
}
