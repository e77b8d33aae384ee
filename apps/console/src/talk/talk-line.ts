import { type Client, routes } from "@dalaba/api/browser";
import type { OpenEncoder } from "./frame-encoder";
import { senderHops, type TalkHopTimes } from "./hop-times";
import { type EncodedFrame, OpusSender } from "./opus-sender";
import { type SpeechFrame, SpeechQueue } from "./speech-queue";
import type { TalkRequest } from "./talk-request";
import type { TalkNews } from "./talk-state";
import { type OpenSocket, UplinkSocket } from "./uplink-socket";

export interface TalkLineParts {
  readonly client: Client;
  readonly request: TalkRequest;
  readonly openEncoder: OpenEncoder;
  readonly openSocket: OpenSocket;
  readonly nowMs: () => number;
  /** UTC of the page's time 0, ms. */
  readonly originMs: number;
  readonly hops: TalkHopTimes;
  readonly onNews: (news: TalkNews) => void;
}

/** After the key is up, the frame on its way arrives within this; a microphone that broke sends none, ms. */
const LAST_FRAME_MS = 150;
const DRAIN_MS = 500;
/** A page that handles a frame so long after its first sample is overloaded, ms. */
const LATE_MS = 200;
/** What was said into the release fades out instead of breaking off, samples: 5 ms. */
const FADE = 240;

/** One talk from its ticket to its end: asks, opens, keeps or sends what is said, ends. Decides nothing. */
export class TalkLine {
  readonly #parts: TalkLineParts;
  readonly #queue = new SpeechQueue();
  readonly #sender: OpusSender;
  #socket: UplinkSocket | undefined;
  #finishAtMs: number | undefined;
  /** The last frame is in the queue. */
  #whole = false;
  /** … and all of it is with the encoder: the end follows its last packet. */
  #draining = false;
  #ended = false;
  #over = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: TalkLineParts) {
    this.#parts = parts;
    this.#sender = new OpusSender({
      open: parts.openEncoder,
      nowMs: parts.nowMs,
      onEncoded: (encoded) => this.#send(encoded),
      onFault: (detail) => {
        const problem = { code: "encoder-failed", params: { detail } };
        if (!this.#over) parts.onNews({ type: "refused", problem });
      },
    });
  }

  /** Which encoder serves; null while it opens. */
  get backend(): "webcodecs" | "wasm" | null {
    return this.#sender.backend;
  }

  async begin(): Promise<void> {
    const { client, request, onNews, openSocket, nowMs } = this.#parts;
    onNews({ type: "asked" });
    const answer = await client.call(routes.talks.openTalk, { body: request });
    // Let go meanwhile: nobody opens the ticket, and it lapses.
    if (this.#over) return;
    if (!answer.ok) {
      const { code, params, detail } = answer.problem;
      onNews({ type: "refused", problem: { code, params: { ...params, detail } } });
      return;
    }
    onNews({ type: "opened", broadcast: answer.value.broadcast, targets: answer.value.targets });
    this.#socket = new UplinkSocket({
      ...{ url: answer.value.url, openSocket, nowMs },
      hops: () => senderHops(this.#parts.hops.of(nowMs())),
      onMessage: (message) => {
        const way = this.#socket?.readyAfterMs;
        if (message.type === "ready" && typeof way === "number")
          this.#parts.hops.uplink.add(way / 2, nowMs());
        onNews({ type: "heard", message });
      },
      onLost: () => onNews({ type: "lost" }),
    });
  }

  /** What the microphone gives, from the press on. */
  push(frame: SpeechFrame): void {
    this.#socket?.tend(this.#parts.nowMs() - frame.captureMs > LATE_MS);
    if (this.#over || this.#whole) return;
    const spoken = this.#queue.spoken;
    const last = this.#finishAtMs !== undefined && frame.captureMs >= this.#finishAtMs;
    const sent = last ? { ...frame, pcm: fadedOut(frame.pcm) } : frame;
    for (const out of this.#queue.push(sent)) this.#sender.push(out);
    if (last) this.#complete();
    else if (!spoken && this.#queue.spoken) this.#parts.onNews({ type: "voice" });
  }

  /** Lets leave what was kept, and from now on what is said. */
  flow(): void {
    for (const out of this.#queue.flow(this.#parts.nowMs())) this.#sender.push(out);
    if (this.#whole) this.#complete();
  }

  /** What was captured before `atMs` is still sent; then the end is said. */
  finish(atMs: number): void {
    if (this.#over || this.#finishAtMs !== undefined) return;
    this.#finishAtMs = atMs;
    // During the chime, before a word: nothing is to follow.
    if (!this.#queue.flowing && !this.#queue.spoken) this.#end();
    else this.#timer = setTimeout(() => this.#complete(), LAST_FRAME_MS);
  }

  /** Beats and watches while no frame comes; every frame does the same. */
  tend(): void {
    this.#socket?.tend();
  }

  /** Says the end if a line is open, and hangs up. */
  cut(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket?.end();
    this.#socket?.close();
    this.#sender.close();
  }

  #complete(): void {
    if (this.#over) return;
    this.#whole = true;
    clearTimeout(this.#timer);
    if (!this.#queue.flowing) return;
    this.#draining = true;
    if (this.#sender.waiting === 0) this.#end();
    else this.#timer = setTimeout(() => this.#end(), DRAIN_MS);
  }

  #end(): void {
    if (this.#over || this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket?.end();
    this.#sender.close();
  }

  #send({ frame, packet, encodeMs }: EncodedFrame): void {
    const { originMs, hops, nowMs } = this.#parts;
    const { voiced, sequence, captureMs } = frame;
    const captureUs = Math.round((originMs + captureMs) * 1000);
    this.#socket?.frame({ voiced, sequence, captureUs, opus: packet });
    hops.encode.add(encodeMs, nowMs());
    if (this.#draining && this.#sender.waiting === 0) this.#end();
  }
}

function fadedOut(pcm: Float32Array): Float32Array {
  return pcm.map((sample, i) => sample * Math.max(0, 1 - i / FADE));
}
