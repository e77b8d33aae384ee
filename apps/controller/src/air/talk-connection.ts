import {
  readTalkClientMessage,
  readUplinkFrame,
  TALK_SILENCE_MS,
  type TalkServerMessage,
  UPLINK_CODES,
  type UplinkCode,
} from "@dalaba/api";
import { chimeMs } from "@dalaba/protocol";
import type { WebSocket } from "ws";
import type { Clocks } from "./clocks";
import type { Counters } from "./counters";
import type { LiveBroadcast } from "./live-broadcast";
import { FRAMES_PER_MESSAGE } from "./offer-of";
import type { OnAir } from "./on-air";
import type { TalkEffect, TalkInput, TalkRules, TalkState } from "./talk-state";
import { stepTalk } from "./talk-step";
import type { Ticket } from "./ticket";
import { TokenBucket } from "./token-bucket";

/** 50 frames a second are speech; a file may run 3 s ahead once. More than that, sustained, is refused. */
const FRAMES_PER_SECOND = 60;
const FRAME_BURST = 200;
/** Texts: a beat each 200 ms and little else. */
const TEXTS_PER_SECOND = 20;
const TEXT_BURST = 40;
const PROGRESS_EVERY_MS = 250;
/** Who else speaks there: more than these nobody reads while speaking. */
const MOST_HOLDERS = 4;
/** How long a connection may take to close once it was told why. */
const LINGER_MS = 2000;

/** Drives one talk: its WebSocket, its timer, its broadcast. All decisions are `stepTalk`'s. */
export class TalkConnection {
  readonly #socket: WebSocket;
  readonly #ticket: Ticket;
  readonly #onAir: OnAir;
  readonly #clocks: Clocks;
  readonly #counters: Counters;
  readonly #rules: TalkRules;
  readonly #frames: TokenBucket;
  readonly #texts: TokenBucket;
  #heardAtMs: number;
  #state: TalkState;
  #broadcast: LiveBroadcast | undefined;
  #timer: NodeJS.Timeout | undefined;
  #progress: NodeJS.Timeout | undefined;

  constructor(
    socket: WebSocket,
    ticket: Ticket,
    parts: { readonly onAir: OnAir; readonly clocks: Clocks; readonly counters: Counters },
  ) {
    this.#socket = socket;
    this.#ticket = ticket;
    this.#onAir = parts.onAir;
    this.#clocks = parts.clocks;
    this.#counters = parts.counters;
    const delays = parts.onAir.delays(ticket);
    this.#rules = {
      broadcast: ticket.broadcast,
      chimeMs: chimeMs(ticket.chime),
      maxMs: ticket.maxMs,
      latestUs: Math.max(delays.lan, delays.wan),
      framesPerMessage: FRAMES_PER_MESSAGE[ticket.kind],
    };
    const nowUs = this.#clocks.serverTimeUs();
    this.#frames = new TokenBucket(FRAMES_PER_SECOND, FRAME_BURST, nowUs / 1000);
    this.#texts = new TokenBucket(TEXTS_PER_SECOND, TEXT_BURST, nowUs / 1000);
    this.#heardAtMs = nowUs / 1000;
    this.#state = { phase: "waiting", sinceUs: nowUs };
    socket.on("message", (data: Buffer, binary: boolean) => this.#heard(data, binary));
    socket.on("close", () => this.#step({ type: "closed" }));
    // What is wrong with the connection shows as its close.
    socket.on("error", () => {});
    this.#step({ type: "tick" });
  }

  #heard(data: Buffer, binary: boolean): void {
    const nowMs = this.#clocks.serverTimeUs() / 1000;
    this.#makeUp(nowMs);
    if (!(binary ? this.#frames : this.#texts).take(1, nowMs)) {
      const what = binary ? `over ${FRAMES_PER_SECOND} frames a second` : "too many messages";
      this.#step({ type: "refused", code: "uplink-too-fast", detail: what });
      return;
    }
    if (binary) {
      const read = readUplinkFrame(data);
      if (!read.ok) {
        this.#step({ type: "refused", code: read.code, detail: read.detail });
        return;
      }
      const leftOut = this.#broadcast?.arrived(read.frame, nowMs * 1000) === false;
      this.#step({ type: "frame", frame: read.frame, leftOut });
      // Signed and handed to every connection, all in this turn.
      if (this.#ticket.kind === "talk")
        this.#onAir.latency.passed(this.#clocks.serverTimeUs() / 1000 - nowMs, nowMs);
      return;
    }
    const read = readTalkClientMessage(data.toString("utf8"));
    if (read.ok && read.message.type === "beat" && read.message.hops)
      this.#onAir.latency.senderSaid(read.message.hops, nowMs);
    this.#step(
      read.ok
        ? { type: "said", message: read.message }
        : { type: "refused", code: read.code, detail: read.detail },
    );
  }

  /**
   * A sender that is silent for so long is lost before it is heard again. So it was not silent: `air` stood still, and
   * what came meanwhile comes at once.
   */
  #makeUp(nowMs: number): void {
    const gapMs = nowMs - this.#heardAtMs;
    this.#heardAtMs = nowMs;
    if (gapMs <= TALK_SILENCE_MS) return;
    for (const bucket of [this.#frames, this.#texts]) bucket.makeUp(gapMs, nowMs);
  }

  #step(input: TalkInput): void {
    const { state, effects, wakeAtUs } = stepTalk(
      this.#state,
      input,
      this.#rules,
      this.#clocks.serverTimeUs(),
    );
    this.#state = state;
    clearTimeout(this.#timer);
    if (wakeAtUs !== undefined) this.#wakeAt(wakeAtUs);
    for (const effect of effects) this.#carryOut(effect);
  }

  #wakeAt(wakeAtUs: number): void {
    const ms = Math.max(0, (wakeAtUs - this.#clocks.serverTimeUs()) / 1000);
    this.#timer = setTimeout(() => {
      // After a stall timers run before sockets: what has arrived meanwhile is to be heard first.
      setImmediate(() => this.#step({ type: "tick" }));
    }, Math.ceil(ms));
  }

  #carryOut(effect: TalkEffect): void {
    switch (effect.type) {
      case "say":
        this.#say(effect.message);
        break;
      case "begin":
        void this.#begin(effect);
        break;
      case "audio":
        this.#counters.add("uplink_frames_total");
        this.#broadcast?.frame(effect.frame, effect.mediaTime);
        break;
      case "drop":
        this.#counters.add(`uplink_frames_${effect.reason}_total`);
        break;
      case "finish":
        this.#broadcast?.finish(effect.ending, null);
        break;
      case "hang-up":
        this.#hangUp();
    }
  }

  async #begin({ source, t0Us }: Extract<TalkEffect, { type: "begin" }>): Promise<void> {
    const begun = await this.#onAir.begin(this.#ticket, source, t0Us);
    if (!begun.ok) {
      const known = (UPLINK_CODES as readonly string[]).includes(begun.code);
      const code = (known ? begun.code : "signer-unavailable") as UplinkCode;
      this.#step({ type: "not-offered", code, detail: `${begun.code}: ${begun.detail}` });
      return;
    }
    this.#broadcast = begun.broadcast;
    begun.broadcast.onPlaced = (timeline, shift) => this.#step({ type: "placed", timeline, shift });
    begun.broadcast.onFinished = (because) => this.#step({ type: "stop", because });
    this.#progress = setInterval(() => this.#sayProgress(), PROGRESS_EVERY_MS);
    this.#step({ type: "offered", t0Us: begun.t0Us });
    // Stopped by someone while it was being offered.
    if (begun.broadcast.phase !== "on-air") this.#step({ type: "stop", because: "stopped" });
  }

  /** Also when nothing changed: a browser cannot ping, and knows by this that its line lives. */
  #sayProgress(): void {
    const broadcast = this.#broadcast;
    if (!broadcast) return;
    const busy = this.#onAir.holders(broadcast).slice(0, MOST_HOLDERS);
    this.#say({ type: "progress", ...broadcast.counts, ...(busy.length > 0 ? { busy } : {}) });
  }

  #say(message: TalkServerMessage): void {
    // A sender that does not read is told no more; its frames still count.
    if (this.#socket.readyState === this.#socket.OPEN && this.#socket.bufferedAmount < 64 * 1024)
      this.#socket.send(JSON.stringify(message));
  }

  #hangUp(): void {
    clearInterval(this.#progress);
    clearTimeout(this.#timer);
    this.#socket.close(1000);
    setTimeout(() => this.#socket.terminate(), LINGER_MS).unref();
  }

  /** Ends it because `air` ends. */
  shut(): void {
    this.#step({ type: "stop", because: "sender-lost" });
    this.#socket.terminate();
  }
}
