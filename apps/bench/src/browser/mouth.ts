import { clicksIn } from "./clicks";
import { capturedMs, type MouthFrame, machineUs, type PageClock } from "./page-clock";

const RATE_HZ = 48_000;
const FRAME = 960;

/** What the tap in the page heard of the microphone. */
export interface MouthTape {
  readonly frames: readonly MouthFrame[];
  /** The frames' samples one after the other, 16 bits. */
  readonly pcm: Int16Array;
  /** From the first sample of each frame until it was handed to the uplink's socket, by the page's own figures, ms. */
  readonly sentAfterMs: readonly number[];
}

/** When each click was taken by the microphone, µs of the machine's clock. */
export function mouthClicksUs(
  { frames, pcm }: Pick<MouthTape, "frames" | "pcm">,
  clock: PageClock,
): number[] {
  const taken = capturedMs(frames);
  const samples = Float32Array.from(pcm, (value) => value / 32_768);
  return clicksIn(samples, RATE_HZ).map((at) => {
    const frame = Math.min(frames.length - 1, Math.floor(at / FRAME));
    return machineUs(clock, (taken[frame] as number) + ((at - frame * FRAME) * 1000) / RATE_HZ);
  });
}

/** When each click left a speaker, µs of the machine's clock: its recording lies on the true timeline. */
export function earClicksUs(recording: {
  readonly pcm: Float32Array;
  readonly rateHz: number;
  readonly startUs: number;
}): number[] {
  return clicksIn(recording.pcm, recording.rateHz).map(
    (at) => recording.startUs + (at * 1_000_000) / recording.rateHz,
  );
}
