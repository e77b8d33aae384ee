import { SpeechChain, type SpeechReading } from "@dalaba/media";
import { FRAME_MS } from "@dalaba/protocol";
import { CaptureClock } from "./capture-clock";
import type { TalkHopTimes } from "./hop-times";
import { type MicFault, mayHeal } from "./mic-fault";
import type { CapturedFrame, MicrophoneOptions, MicrophoneParts } from "./microphone";
import { type MicWarning, SignalWatch } from "./signal-watch";
import type { SpeechFrame } from "./speech-queue";

/** off: nobody asked for it. arming: it opens, or the browser asks whether it may. Else it works, or why not. */
export type MicState = "off" | "arming" | "armed" | MicFault | MicWarning;

/** The part of `Microphone` that is used. */
export interface MicrophoneLike {
  open(options: MicrophoneOptions): Promise<MicFault | null>;
  resume(): Promise<MicFault | null>;
  close(): void;
}

export interface VoiceInputParts {
  readonly makeMicrophone: (parts: MicrophoneParts) => MicrophoneLike;
  readonly nowMs: () => number;
  readonly hops: TalkHopTimes;
  /** 20 ms, processed. */
  readonly onSpeech: (frame: SpeechFrame) => void;
  /** The microphone's state changed. */
  readonly onChange: () => void;
  /** It was in use and is gone. */
  readonly onFault: (fault: MicFault) => void;
}

const NOTHING = {
  ...{ peakDb: Number.NEGATIVE_INFINITY, rmsDb: Number.NEGATIVE_INFINITY, clipping: false, gainDb: 0 },
};

/** From the microphone to frames worth sending: its state, its meter, and what the sender does to its sound. */
export class VoiceInput {
  readonly #parts: VoiceInputParts;
  readonly #microphone: MicrophoneLike;
  #chain = new SpeechChain({ sampleRate: 48_000 });
  #clock = new CaptureClock();
  #watch = new SignalWatch();
  #state: MicState = "off";
  #opening: Promise<MicFault | null> | undefined;
  #options: MicrophoneOptions | undefined;
  #lastFrameMs = 0;
  #loudest: { readonly peakDb: number; readonly rmsDb: number } | undefined;

  constructor(parts: VoiceInputParts) {
    this.#parts = parts;
    this.#microphone = parts.makeMicrophone({
      onFrame: (frame) => this.#frame(frame),
      onFault: (fault) => {
        this.#become(fault);
        parts.onFault(fault);
      },
    });
  }

  get state(): MicState {
    return this.#state;
  }

  /** The loudest since it was asked last, so that no peak falls between two looks. */
  meter(): Pick<SpeechReading, "peakDb" | "rmsDb" | "clipping" | "gainDb"> {
    const { clipping, gainDb, ...now } = this.works ? this.#chain.reading : NOTHING;
    const { peakDb, rmsDb } = this.works ? (this.#loudest ?? now) : now;
    this.#loudest = undefined;
    return { peakDb, rmsDb, clipping, gainDb };
  }

  /** Whether frames come. */
  get works(): boolean {
    return this.#state === "armed" || this.#state === "mic-silent" || this.#state === "mic-clipping";
  }

  /** How long no frame has come from a microphone that works, ms. */
  stalledMs(nowMs: number): number {
    return this.works ? nowMs - this.#lastFrameMs : 0;
  }

  set gainControl(on: boolean) {
    this.#chain.gainControl = on;
  }

  /** Whether what is said now teaches the gain: into the key or the test, not beside them. */
  set learning(on: boolean) {
    this.#chain.learning = on;
  }

  /** Opens it if it is not open that way already. Resolves to why it cannot be used. */
  arm(options: MicrophoneOptions): Promise<MicFault | null> {
    const same =
      this.#options?.device === options.device && this.#options.noiseSuppression === options.noiseSuppression;
    if (same && this.works) return Promise.resolve(null);
    if (same && this.#opening !== undefined) return this.#opening;
    const resumes = same && this.#state === "mic-needs-click";
    this.#options = options;
    this.#become("arming");
    const opening = (resumes ? this.#microphone.resume() : this.#reopen(options)).then((fault) => {
      if (this.#opening !== opening) return fault;
      this.#opening = undefined;
      this.#lastFrameMs = this.#parts.nowMs();
      this.#become(fault ?? "armed");
      return fault;
    });
    this.#opening = opening;
    return opening;
  }

  /** A device came or went: what was missing may be there now. */
  devicesChanged(): void {
    const fault = this.#state as MicFault;
    if (this.#options && mayHeal(fault)) void this.arm(this.#options);
  }

  release(): void {
    this.#opening = undefined;
    this.#options = undefined;
    this.#microphone.close();
    this.#become("off");
  }

  #reopen(options: MicrophoneOptions): Promise<MicFault | null> {
    // Another microphone has another level and another room.
    const { gainControl, learning } = this.#chain;
    this.#chain = new SpeechChain({ sampleRate: 48_000 });
    this.#chain.gainControl = gainControl;
    this.#chain.learning = learning;
    this.#clock = new CaptureClock();
    this.#watch = new SignalWatch();
    return this.#microphone.open(options);
  }

  #frame({ pcm, contextMs }: CapturedFrame): void {
    const arrivedMs = this.#parts.nowMs();
    this.#lastFrameMs = arrivedMs;
    const captureMs = this.#clock.frame(contextMs, arrivedMs);
    const processed = this.#chain.push(pcm);
    const doneMs = this.#parts.nowMs();
    this.#parts.hops.capture.add(arrivedMs - captureMs - FRAME_MS, arrivedMs);
    this.#parts.hops.chain.add(doneMs - arrivedMs, doneMs);
    const { reading } = this.#chain;
    this.#loudest = {
      peakDb: Math.max(reading.peakDb, this.#loudest?.peakDb ?? Number.NEGATIVE_INFINITY),
      rmsDb: Math.max(reading.rmsDb, this.#loudest?.rmsDb ?? Number.NEGATIVE_INFINITY),
    };
    const warning = this.#watch.push(reading, FRAME_MS);
    if (this.works) this.#become(warning ?? "armed");
    this.#parts.onSpeech({ pcm: processed, voiced: reading.voiced, captureMs });
  }

  #become(state: MicState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#parts.onChange();
  }
}
