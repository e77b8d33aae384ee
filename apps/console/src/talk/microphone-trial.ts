import { FRAME_MS } from "@dalaba/protocol";

export type TrialPhase = "idle" | "recording" | "playing";

export const TRIAL_MS = 3000;
const FRAMES = TRIAL_MS / FRAME_MS;

/** Plays 48 kHz mono, and resolves when it is over. */
export type PlayBack = (pcm: Float32Array) => Promise<void>;

/** Records three seconds as they would be sent, and plays them back here. Nothing leaves the page. */
export class MicrophoneTrial {
  readonly #play: PlayBack;
  readonly #onChange: () => void;
  #phase: TrialPhase = "idle";
  #frames: Float32Array[] = [];
  #turn = 0;

  constructor(play: PlayBack, onChange: () => void) {
    this.#play = play;
    this.#onChange = onChange;
  }

  get phase(): TrialPhase {
    return this.#phase;
  }

  /** Recorded so far, ms. */
  get recordedMs(): number {
    return this.#frames.length * FRAME_MS;
  }

  start(): void {
    this.#turn++;
    this.#frames = [];
    this.#become("recording");
  }

  stop(): void {
    this.#turn++;
    this.#frames = [];
    this.#become("idle");
  }

  push(pcm: Float32Array): void {
    if (this.#phase !== "recording") return;
    this.#frames.push(pcm);
    if (this.#frames.length === FRAMES) void this.#playBack(this.#turn);
  }

  async #playBack(turn: number): Promise<void> {
    const pcm = new Float32Array(FRAMES * 960);
    for (const [i, frame] of this.#frames.entries()) pcm.set(frame, i * 960);
    this.#become("playing");
    await this.#play(pcm).catch(() => undefined);
    if (turn === this.#turn) this.stop();
  }

  #become(phase: TrialPhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#onChange();
  }
}

/** Through this machine's own loudspeaker. */
export const playBack: PlayBack = async (pcm) => {
  const context = new AudioContext({ sampleRate: 48_000 });
  try {
    const buffer = context.createBuffer(1, pcm.length, 48_000);
    buffer.copyToChannel(pcm as Float32Array<ArrayBuffer>, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    await new Promise<void>((resolve) => {
      source.onended = () => resolve();
      source.start();
    });
  } finally {
    await context.close();
  }
};
