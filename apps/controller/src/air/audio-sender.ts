import {
  AUDIO_HEADER_BYTES,
  AUDIO_SIGNATURE_BYTES,
  type BroadcastId,
  FRAME_SAMPLES,
  MAX_AUDIO_BYTES,
  signAudio,
} from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import type { AudioRoute } from "./downlink";
import type { SigningKey } from "./signing-keys";

const ROOM = MAX_AUDIO_BYTES - AUDIO_HEADER_BYTES - AUDIO_SIGNATURE_BYTES;

/** Bundles a broadcast's frames into signed audio messages and sends each once. */
export class AudioSender {
  readonly #broadcast: BroadcastId;
  readonly #key: SigningKey;
  readonly #framesPerMessage: number;
  readonly #route: AudioRoute;
  #messages = 0;
  #sentMediaTime = 0;
  #bundle: Uint8Array[] = [];
  #bundleAt = 0;
  #bundleBytes = 0;

  constructor(broadcast: string, key: SigningKey, framesPerMessage: number, route: AudioRoute) {
    this.#broadcast = broadcast as BroadcastId;
    this.#key = key;
    this.#framesPerMessage = framesPerMessage;
    this.#route = route;
  }

  /** mediaTime after the newest frame that left. */
  get sentMediaTime(): number {
    return this.#sentMediaTime;
  }

  /** Takes the frame at `mediaTime`; a gap or a full message sends what waits. */
  push(mediaTime: number, opus: Uint8Array): void {
    const expected = this.#bundleAt + this.#bundle.length * FRAME_SAMPLES;
    const fits = this.#bundleBytes + 2 + opus.length <= ROOM;
    if (this.#bundle.length > 0 && (mediaTime !== expected || !fits)) this.flush();
    if (this.#bundle.length === 0) this.#bundleAt = mediaTime;
    this.#bundle.push(opus);
    this.#bundleBytes += 2 + opus.length;
    if (this.#bundle.length >= this.#framesPerMessage) this.flush();
  }

  /** Sends what waits for company. */
  flush(): void {
    if (this.#bundle.length === 0) return;
    const frames = this.#bundle;
    this.#bundle = [];
    this.#bundleBytes = 0;
    this.#route.send(this.#sign(this.#bundleAt, frames, false));
    this.#sentMediaTime = this.#bundleAt + frames.length * FRAME_SAMPLES;
  }

  /** The end of the stream, to be sent three times with `again`. */
  eos(endMediaTime: number): { again(): void } {
    this.flush();
    const bytes = this.#sign(endMediaTime, [], true);
    return { again: () => this.#route.send(bytes) };
  }

  #sign(mediaTime: number, frames: readonly Uint8Array[], eos: boolean): Uint8Array {
    const { kid, seed } = this.#key;
    return signAudio(nodeCrypto, seed, {
      keyId: kid,
      broadcast: this.#broadcast,
      sequence: this.#messages++,
      mediaTime,
      frames,
      eos,
      disc: false,
      block: [],
    });
  }
}
