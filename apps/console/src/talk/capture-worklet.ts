/**
 * Runs on the browser's audio thread: collects 20 ms of the microphone and hands them to the page, with the number of
 * their first sample. The page sends each buffer back, so that nothing is allocated while the page keeps up.
 */
declare const currentFrame: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;

const FRAME_SAMPLES = 960;
/** More come back only when the page has been held up. */
const MOST_SPARE = 16;

class CaptureProcessor extends AudioWorkletProcessor {
  #spare: Float32Array<ArrayBuffer>[] = [];
  #frame = new Float32Array(FRAME_SAMPLES);
  #filled = 0;
  #first = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => {
      if (this.#spare.length < MOST_SPARE) this.#spare.push(data);
    };
  }

  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    // A microphone that is gone gives no channel: silence, which the page's watch will notice.
    const channel = inputs[0]?.[0];
    const length = channel?.length ?? 128;
    for (let at = 0; at < length; ) {
      if (this.#filled === 0) this.#first = currentFrame + at;
      const count = Math.min(FRAME_SAMPLES - this.#filled, length - at);
      if (channel)
        this.#frame.set(count === length ? channel : channel.subarray(at, at + count), this.#filled);
      else this.#frame.fill(0, this.#filled, this.#filled + count);
      this.#filled += count;
      at += count;
      if (this.#filled === FRAME_SAMPLES) this.#post();
    }
    return true;
  }

  #post(): void {
    this.port.postMessage({ first: this.#first, pcm: this.#frame }, [this.#frame.buffer]);
    this.#frame = this.#spare.pop() ?? new Float32Array(FRAME_SAMPLES);
    this.#filled = 0;
  }
}

registerProcessor("dalaba-capture", CaptureProcessor);
