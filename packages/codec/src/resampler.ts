import load, { type SpeexModule } from "@echogarden/speex-resampler-wasm";

/** Changes the sample rate of a stream. Frames of several channels are interleaved. */
export interface Resampler {
  readonly from: number;
  readonly to: number;
  readonly channels: number;
  /** Takes any whole number of frames and returns what is ready: the sum over a stream trails by a few milliseconds. */
  process(input: Float32Array): Float32Array;
  /** The rest, so that the whole output lasts as long as the whole input. The resampler is then at its end. */
  flush(): Float32Array;
  free(): void;
}

export interface ResamplerOptions {
  /** Hz, 4,000-384,000. */
  readonly from: number;
  readonly to: number;
  /** 1-8. */
  readonly channels: number;
  /** 0 (fast) to 10 (best); 5 when left out. */
  readonly quality?: number;
}

let module: Promise<SpeexModule> | undefined;

/** Makes a resampler (speexdsp). Throws RangeError on an option outside its range. */
export async function createResampler(options: ResamplerOptions): Promise<Resampler> {
  const { from, to, channels, quality = 5 } = options;
  for (const rate of [from, to]) {
    if (!Number.isInteger(rate) || rate < 4_000 || rate > 384_000)
      throw new RangeError(`sample rate ${rate}: 4000 to 384000`);
  }
  if (!Number.isInteger(channels) || channels < 1 || channels > 8)
    throw new RangeError(`channels ${channels}: 1 to 8`);
  if (!Number.isInteger(quality) || quality < 0 || quality > 10)
    throw new RangeError(`quality ${quality}: 0 to 10`);
  if (from === to) return new SameRate(from, channels);
  module ??= load();
  return new SpeexResampler(await module, from, to, channels, quality);
}

class SameRate implements Resampler {
  readonly from: number;
  readonly to: number;
  readonly channels: number;

  constructor(rate: number, channels: number) {
    this.from = rate;
    this.to = rate;
    this.channels = channels;
  }

  process(input: Float32Array): Float32Array {
    return input.slice();
  }

  flush(): Float32Array {
    return new Float32Array(0);
  }

  free(): void {}
}

/** Frames handed to the filter at once. */
const BLOCK_FRAMES = 1024;

class SpeexResampler implements Resampler {
  readonly from: number;
  readonly to: number;
  readonly channels: number;
  #speex: SpeexModule;
  #state: number;
  #input: number;
  #output: number;
  #outputFrames: number;
  #lengths: number;
  #framesIn = 0;
  #framesOut = 0;

  constructor(speex: SpeexModule, from: number, to: number, channels: number, quality: number) {
    this.#speex = speex;
    this.from = from;
    this.to = to;
    this.channels = channels;
    this.#outputFrames = Math.ceil((BLOCK_FRAMES * to) / from) + 64;
    this.#lengths = speex._malloc(8);
    this.#input = speex._malloc(BLOCK_FRAMES * channels * 4);
    this.#output = speex._malloc(this.#outputFrames * channels * 4);
    this.#state = speex._speex_resampler_init(channels, from, to, quality, this.#lengths);
    if (this.#lengths === 0 || this.#input === 0 || this.#output === 0 || this.#state === 0)
      throw new Error("no memory for a resampler");
    speex._speex_resampler_skip_zeros(this.#state);
  }

  process(input: Float32Array): Float32Array {
    if (input.length % this.channels !== 0) throw new RangeError("not a whole number of frames");
    const frames = input.length / this.channels;
    this.#framesIn += frames;
    const out = this.#run(input, frames);
    this.#framesOut += out.length / this.channels;
    return out;
  }

  flush(): Float32Array {
    const due = Math.round((this.#framesIn * this.to) / this.from) - this.#framesOut;
    if (due <= 0) return new Float32Array(0);
    const latency = this.#speex._speex_resampler_get_input_latency(this.#state);
    const silence = Math.ceil((due * this.from) / this.to) + latency + 8;
    const out = this.#run(new Float32Array(silence * this.channels), silence);
    this.#framesOut += due;
    return out.slice(0, due * this.channels);
  }

  free(): void {
    if (this.#state === 0) return;
    this.#speex._speex_resampler_destroy(this.#state);
    for (const pointer of [this.#input, this.#output, this.#lengths]) this.#speex._free(pointer);
    this.#state = 0;
  }

  #run(input: Float32Array, frames: number): Float32Array {
    if (this.#state === 0) throw new Error("the resampler was freed");
    const { channels } = this;
    const blocks: Float32Array[] = [];
    let total = 0;
    for (let at = 0; at < frames; ) {
      const count = Math.min(BLOCK_FRAMES, frames - at);
      this.#speex.HEAPF32.set(input.subarray(at * channels, (at + count) * channels), this.#input >> 2);
      const { taken, made } = this.#step(count);
      blocks.push(made);
      total += made.length;
      at += taken;
    }
    const out = new Float32Array(total);
    let at = 0;
    for (const block of blocks) {
      out.set(block, at);
      at += block.length;
    }
    return out;
  }

  #step(frames: number): { taken: number; made: Float32Array } {
    const speex = this.#speex;
    const lengths = this.#lengths >> 2;
    speex.HEAPU32[lengths] = frames;
    speex.HEAPU32[lengths + 1] = this.#outputFrames;
    const code = speex._speex_resampler_process_interleaved_float(
      this.#state,
      this.#input,
      this.#lengths,
      this.#output,
      this.#lengths + 4,
    );
    const taken = speex.HEAPU32[lengths] ?? 0;
    const made = (speex.HEAPU32[lengths + 1] ?? 0) * this.channels;
    if (code !== 0 || taken === 0) throw new Error(`speex resampler failed with ${code}`);
    return { taken, made: speex.HEAPF32.slice(this.#output >> 2, (this.#output >> 2) + made) };
  }
}
