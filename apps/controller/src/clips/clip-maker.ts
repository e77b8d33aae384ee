import { Worker } from "node:worker_threads";
import { accept, type Outcome, type Refusal, refuse } from "@dalaba/core";
import type { ClipAnswer, ClipOrder, ClipStep, MadeClip } from "./clip-order";

export interface ClipMakerOptions {
  /** The bundle of `clip-encoder.ts`. */
  readonly script: URL;
  readonly native: boolean;
  /** How long one upload may take, from its turn on, ms. */
  readonly timeoutMs?: number;
  /** How many may wait for their turn. */
  readonly queueMax?: number;
}

/** Half an hour of sound takes about a minute on a desktop machine, and a tenth of its speed must still do. */
const TIMEOUT_MS = 600_000;
const QUEUE_MAX = 8;
/** For what is no sound buffer, MB: those lie outside, bounded by the bytes of the upload and the length of its sound. */
const HEAP_MB = 256;

export type MakeOrder = Omit<ClipOrder, "native" | "timeoutMs">;
export type Progress = (step: ClipStep, share: number) => void;

/**
 * Makes clips of uploads, one at a time, each in a thread of its own that ends with it: what comes from strangers can
 * neither stall the controller nor leave anything behind.
 */
export class ClipMaker {
  readonly #options: Required<ClipMakerOptions>;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  #worker: Worker | undefined;
  #stopped = false;

  constructor(options: ClipMakerOptions) {
    this.#options = { timeoutMs: TIMEOUT_MS, queueMax: QUEUE_MAX, ...options };
  }

  /** Whether one more would be taken. */
  get full(): boolean {
    return this.#waiting > this.#options.queueMax;
  }

  /** `too-busy` where too many wait; else what the worker says. */
  async make(order: MakeOrder, progress: Progress): Promise<Outcome<MadeClip>> {
    if (this.full)
      return refuse("too-busy", `${this.#options.queueMax} uploads wait for their turn`, { waitSeconds: 30 });
    this.#waiting++;
    const turn = this.#last.then(() => this.#run(order, progress));
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting--;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker?.terminate();
    await this.#last;
  }

  #run(order: MakeOrder, progress: Progress): Promise<Outcome<MadeClip>> {
    const { script, native, timeoutMs } = this.#options;
    if (this.#stopped) return Promise.resolve(refuse("too-busy", "the controller is stopping"));
    return new Promise((resolve) => {
      const worker = new Worker(script, {
        workerData: { ...order, native, timeoutMs } satisfies ClipOrder,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
        // Decoders chatter; the log belongs to the controller.
        ...{ stdout: true, stderr: true, execArgv: [] },
      });
      this.#worker = worker;
      const end = (outcome: Outcome<MadeClip>): void => {
        clearTimeout(timer);
        resolve(worker.terminate().then(() => outcome));
      };
      const timer = setTimeout(
        () => end(refuse("audio-too-slow", `not decoded within ${timeoutMs} ms`, { timeoutMs })),
        timeoutMs,
      );
      worker.on("message", (answer: ClipAnswer) => {
        if (answer.type === "progress") progress(answer.step, answer.share);
        else if (answer.type === "made") end(accept(answer.made));
        else end(refuse(answer.code, answer.detail));
      });
      worker.once("error", (error: NodeJS.ErrnoException) => end(faultOf(error)));
      worker.once("exit", (code) => end(refuse("our-fault", `the worker ended with ${code}`)));
    });
  }
}

/** What the file did is said by the worker itself; what it throws is ours, unless there was too much of it. */
function faultOf(error: NodeJS.ErrnoException): Refusal {
  if (error.code === "ERR_WORKER_OUT_OF_MEMORY") return refuse("audio-unreadable", error.message);
  return refuse("our-fault", `the worker: ${error.message}`);
}
