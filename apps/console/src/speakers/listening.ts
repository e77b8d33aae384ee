import type { Problem } from "@dalaba/api/browser";
import { WavReader } from "@dalaba/media";
import { controller, ProblemError, problemIn, routes } from "../app/controller";
import { isAudible, ListenSchedule } from "./listen-schedule";

export type ListenState =
  | { readonly is: "off" | "connecting" | "listening" | "silent" }
  | { readonly is: "unavailable"; readonly problem: Problem };

/** Without sound for this long it is called silent, ms. */
const SILENT_AFTER_MS = 800;

/** Hears one speaker for as long as somebody wants to: its output as it comes, through a short jitter buffer. */
export class Listening {
  readonly #abort = new AbortController();
  readonly #audio = new AudioContext({ latencyHint: "interactive" });
  readonly #tell: (state: ListenState) => void;
  #soundedAtMs = 0;

  /** Begin it in a press of the operator's: a browser lets nothing sound before. */
  constructor(speaker: string, tell: (state: ListenState) => void) {
    let last: ListenState["is"] = "off";
    this.#tell = (state) => {
      if (this.#abort.signal.aborted || state.is === last) return;
      last = state.is;
      tell(state);
    };
    this.#tell({ is: "connecting" });
    void this.#run(speaker).catch((error: unknown) => {
      this.#tell({ is: "unavailable", problem: problemIn(error) });
      this.stop();
    });
  }

  stop(): void {
    this.#abort.abort();
    if (this.#audio.state !== "closed") void this.#audio.close();
  }

  async #run(speaker: string): Promise<void> {
    const { signal } = this.#abort;
    const got = await controller.open(
      routes.speakers.listenSpeaker,
      { params: { id: speaker } },
      { headers: { accept: "audio/wav" }, signal },
    );
    if (!got.ok) throw new ProblemError(got.problem, got.status);
    const reader = got.value.body?.getReader();
    const wav = new WavReader();
    const schedule = new ListenSchedule();
    for (;;) {
      const piece = await reader?.read();
      if (signal.aborted) return;
      // The line ended by itself: the speaker or the controller went away.
      if (!piece?.value) return this.#ended();
      const read = wav.push(piece.value);
      if (!read.ok) throw new Error(read.detail);
      if (read.pcm.length > 0 && wav.format) this.#play(read.pcm, wav.format, schedule);
    }
  }

  #ended(): void {
    this.#tell({ is: "off" });
    this.stop();
  }

  #play(
    pcm: Float32Array,
    { sampleRate, channels }: { readonly sampleRate: number; readonly channels: number },
    schedule: ListenSchedule,
  ): void {
    const nowMs = performance.now();
    if (isAudible(pcm)) this.#soundedAtMs = nowMs;
    this.#tell({ is: nowMs - this.#soundedAtMs < SILENT_AFTER_MS ? "listening" : "silent" });
    const length = Math.floor(pcm.length / channels);
    const at = length === 0 ? null : schedule.place(this.#audio.currentTime, length / sampleRate);
    if (at === null) return;
    const buffer = this.#audio.createBuffer(1, length, sampleRate);
    const out = buffer.getChannelData(0);
    for (let i = 0; i < length; i++) out[i] = pcm[i * channels] ?? 0;
    const source = this.#audio.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#audio.destination);
    source.start(at);
  }
}
