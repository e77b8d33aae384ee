import type { FrameDecoder } from "@dalaba/media";

/** Frames that wait to be let out: as many as begin in one block, and a few more. */
const MOST_WAITING = 16;

/** A frame is known to have sounded when it is over, at the end of a block of at most 20 ms: so much later it is let out. */
export const EAR_DELAY_US = 40_000;

/**
 * Makes audible what a counting track only takes for sounded, for somebody who began to listen in mid-broadcast. Frames
 * lie where they would have sounded, 40 ms later; a lost one is a hole, and a cut has no fade.
 */
export class Ear {
  readonly #decoder: FrameDecoder;
  readonly #sampleUs: number;
  #waiting: { readonly fromUs: number; readonly pcm: Float32Array }[] = [];

  constructor(decoder: FrameDecoder, sampleUs: number) {
    this.#decoder = decoder;
    this.#sampleUs = sampleUs;
  }

  /** This frame sounded from `fromUs` of serverTime on. */
  hear(packet: Uint8Array, fromUs: number): void {
    const pcm = this.#decoder.decode(packet);
    if (pcm && this.#waiting.length < MOST_WAITING)
      this.#waiting.push({ fromUs: fromUs + EAR_DELAY_US, pcm });
  }

  /** Fills `block`, whose first sample leaves the converter at `blockUs`, with what sounded before `untilUs`. True when it holds sound. */
  fill(blockUs: number, block: Float32Array, untilUs: number): boolean {
    const end = Math.min(block.length, Math.ceil((untilUs + EAR_DELAY_US - blockUs) / this.#sampleUs));
    block.fill(0);
    let sounds = false;
    for (const { fromUs, pcm } of this.#waiting) {
      const at = Math.round((fromUs - blockUs) / this.#sampleUs);
      for (let i = Math.max(0, -at); i < pcm.length && at + i < end; i++) {
        block[at + i] = pcm[i] as number;
        sounds = true;
      }
    }
    const blockEndUs = blockUs + block.length * this.#sampleUs;
    this.#waiting = this.#waiting.filter(
      ({ fromUs, pcm }) => fromUs + pcm.length * this.#sampleUs > blockEndUs,
    );
    return sounds;
  }
}
