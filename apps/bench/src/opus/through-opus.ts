import { createOpusDecoder, createOpusEncoder, type OpusDecoder, type OpusSampleRate } from "@dalaba/codec";
import { frameOf } from "../talk/speech";
import type { OpusSetting } from "./settings";

const FRAME_S = 0.02;

/** What became of a sound on its way through the codec. */
export interface Coded {
  readonly pcm: Float32Array;
  readonly bytesPerSecond: number;
  /** Of one frame of 20 ms. */
  readonly encodeUs: number;
}

/**
 * Encodes, loses what a seeded dice says, and decodes as a speaker does: what is lost is taken from the next packet where
 * that carries it, and concealed where it does not.
 */
export async function throughOpus(
  pcm: Float32Array,
  rateHz: OpusSampleRate,
  setting: OpusSetting,
  seed: number,
): Promise<Coded> {
  const { bitrate, complexity, fec, framesPerMessage, lossPercent } = setting;
  const encoder = await createOpusEncoder({
    ...{ sampleRate: rateHz, application: "voip", bitrate, complexity, inbandFec: fec },
    packetLossPercent: fec ? Math.max(1, lossPercent) : 0,
  });
  const decoder = await createOpusDecoder(rateHz);
  const size = rateHz * FRAME_S;
  const frames = Math.floor(pcm.length / size);
  const packets: Uint8Array[] = [];
  const startMs = performance.now();
  for (let i = 0; i < frames; i++)
    packets.push(Uint8Array.from(encoder.encode(frameOf(pcm, i * size, size))));
  const encodeUs = ((performance.now() - startMs) * 1000) / frames;
  const lost = lostFrames(frames, framesPerMessage, lossPercent / 100, seed);
  const out = new Float32Array(frames * size);
  for (let i = 0; i < frames; i++) out.set(decoded(decoder, packets, lost, i, size), i * size);
  encoder.free();
  decoder.free();
  const bytes = packets.reduce((sum, { length }) => sum + length, 0);
  return { pcm: out, bytesPerSecond: bytes / (frames * FRAME_S), encodeUs };
}

function decoded(
  decoder: OpusDecoder,
  packets: readonly Uint8Array[],
  lost: readonly boolean[],
  i: number,
  size: number,
): Float32Array {
  const next = packets[i + 1];
  if (!lost[i]) return decoder.decode(packets[i] as Uint8Array) ?? decoder.conceal(size);
  const spare = next !== undefined && !lost[i + 1] ? decoder.decodeFec(next, size) : null;
  return spare ?? decoder.conceal(size);
}

/** Messages are lost each by itself; the first second is kept, so that both ends have begun. */
export function lostFrames(frames: number, together: number, share: number, seed: number): boolean[] {
  let state = seed >>> 0;
  const dice = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const out: boolean[] = [];
  while (out.length < frames) {
    const isLost = dice() < share && out.length >= 1 / FRAME_S;
    for (let k = 0; k < together; k++) out.push(isLost);
  }
  return out.slice(0, frames);
}
