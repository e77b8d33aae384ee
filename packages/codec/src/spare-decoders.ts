import type { OpusDecoderHandle } from "libopus-wasm";

/**
 * Fresh decoder states kept at hand. libopus-wasm 0.4.0 does not pass OPUS_RESET_STATE on and creates decoders behind a
 * promise, while a reset (the DISC flag) falls between two frames: so a state made earlier is swapped in.
 *
 * One spare for each living decoder, at most 32. When they run out within one turn of the event loop the decoder keeps
 * its old state: the first frame after DISC then starts with a few milliseconds of the old sound's tail.
 */
export class SpareDecoders {
  #make: () => Promise<OpusDecoderHandle>;
  #ready: OpusDecoderHandle[] = [];
  #living = 0;
  #filling: Promise<void> | undefined;

  constructor(make: () => Promise<OpusDecoderHandle>) {
    this.#make = make;
  }

  /** A handle for a new decoder, with a spare made beside it. */
  async first(): Promise<OpusDecoderHandle> {
    const handle = await this.#make();
    this.#living++;
    await this.#fill();
    return handle;
  }

  take(): OpusDecoderHandle | undefined {
    const handle = this.#ready.pop();
    // Only memory can run out here; then reset stays without effect, which the comment above allows.
    this.#fill().catch(() => undefined);
    return handle;
  }

  /** A decoder was freed. */
  leave(): void {
    this.#living--;
    while (this.#ready.length > this.#wanted()) this.#ready.pop()?.free();
  }

  #wanted(): number {
    return Math.min(this.#living, 32);
  }

  #fill(): Promise<void> {
    this.#filling ??= this.#fillAll().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  async #fillAll(): Promise<void> {
    while (this.#ready.length < this.#wanted()) this.#ready.push(await this.#make());
  }
}
