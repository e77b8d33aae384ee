import type { UplinkFrame } from "@dalaba/api";
import { FRAME_SAMPLES } from "@dalaba/protocol";
import { AudioSender } from "./audio-sender";
import type { AudioRoute } from "./downlink";
import type { Recording } from "./recording";
import type { SigningKey } from "./signing-keys";

/** A bundle waits at most so long for its companions. */
const BUNDLE_WAIT_US = 80_000;
/** The end of the stream is said three times (wire.md 4), so far apart. */
const EOS_AGAIN_MS: readonly number[] = [20, 40];

export interface AudioSum {
  /** 20 ms frames that left; a gap of the source is none (SPEC 9.1). */
  readonly frames: number;
  /** mediaTime after the last frame. */
  readonly endMediaTime: number;
  readonly firstFrameAtUs: number | null;
  readonly lastFrameAtUs: number | null;
}

export const NO_AUDIO: AudioSum = { frames: 0, endMediaTime: 0, firstFrameAtUs: null, lastFrameAtUs: null };

/** The audio of one broadcast: to its speakers and into its recording. */
export class BroadcastAudio {
  readonly route: AudioRoute;
  readonly recording: Recording | undefined;
  readonly #sender: AudioSender;
  #sum: AudioSum = NO_AUDIO;

  constructor(
    broadcast: string,
    key: SigningKey,
    framesPerMessage: number,
    route: AudioRoute,
    recording: Recording | undefined,
  ) {
    this.route = route;
    this.recording = recording;
    this.#sender = new AudioSender(broadcast, key, framesPerMessage, route);
  }

  get sum(): AudioSum {
    return this.#sum;
  }

  /** mediaTime after the newest frame that left. */
  get sentMediaTime(): number {
    return this.#sender.sentMediaTime;
  }

  /** Frames come in order, each at most once; gaps are allowed. */
  frame(frame: UplinkFrame, mediaTime: number, atUs: number): void {
    this.#sum = {
      frames: this.#sum.frames + 1,
      endMediaTime: mediaTime + FRAME_SAMPLES,
      firstFrameAtUs: this.#sum.firstFrameAtUs ?? atUs,
      lastFrameAtUs: atUs,
    };
    this.#sender.push(mediaTime, frame.opus);
    this.recording?.frame(mediaTime, frame.opus);
  }

  /** Sends a bundle that waits in vain. */
  tick(nowUs: number): void {
    if (nowUs - (this.#sum.lastFrameAtUs ?? nowUs) > BUNDLE_WAIT_US) this.#sender.flush();
  }

  /** Says the end three times. */
  end(): void {
    const eos = this.#sender.eos(this.#sum.endMediaTime);
    eos.again();
    for (const afterMs of EOS_AGAIN_MS) setTimeout(() => eos.again(), afterMs);
  }
}
