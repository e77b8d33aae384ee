/** What a talk or a file is made of: mono 16-bit frames of 20 ms at 48 kHz. */
export interface AudioSource {
  readonly kind: "file" | "mic" | "stdin";
  /** Length when it is known, ms. */
  readonly durationMs: number | undefined;
  /** True when the source itself keeps time (a microphone, a live pipe): frames are sent as they come. */
  readonly live: boolean;
  frames(): AsyncGenerator<Int16Array>;
  close(): void;
}

export const SOURCE_RATE_HZ = 48_000;
export const SOURCE_FRAME = 960;

/** Float samples to 16 bits; what is over full scale is held there. */
export function toInt16(pcm: Float32Array): Int16Array {
  const out = new Int16Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) {
    const sample = pcm[i] as number;
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767)));
  }
  return out;
}

/** Cuts a stream of any chunk sizes into whole frames; the last one is filled with silence. */
export async function* cutFrames(
  chunks: AsyncIterable<Int16Array> | Iterable<Int16Array>,
): AsyncGenerator<Int16Array> {
  let frame = new Int16Array(SOURCE_FRAME);
  let filled = 0;
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      const take = Math.min(SOURCE_FRAME - filled, chunk.length - at);
      frame.set(chunk.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled === SOURCE_FRAME) {
        yield frame;
        frame = new Int16Array(SOURCE_FRAME);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield frame;
}
