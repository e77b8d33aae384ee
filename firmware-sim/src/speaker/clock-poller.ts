import {
  BURST_SIZE,
  BURST_SIZE_MQTT,
  burstIntervalUs,
  ClockBurst,
  type ClockExchange,
  errorOf,
} from "@dalaba/media";
import { type ClockReply, type Crypto, encodeClockRequest, readClockReply } from "@dalaba/protocol";

/**
 * When a speaker asks for the time, and which way (SPEC 3.2, 3.3): a burst on connecting, after 1, 2, 4 and 8 s, then every
 * ten seconds. UDP first; where no datagram comes back, `tq` and `tr`.
 */

export type ClockVia = "udp" | "mqtt";

export interface ClockPorts {
  /** False when this way is closed. */
  send(bytes: Uint8Array, via: ClockVia): boolean;
  /** 16 hex digits that nobody can foresee. */
  nonce(): string;
  /** Each reply that counts, quickest or not: it brings UTC, and whether the broadcasts `asked` about go on. */
  reply(reply: ClockReply, roundTripUs: number, t4Us: number, asked: readonly string[]): void;
  /** The quickest exchange of a burst. */
  exchange(exchange: ClockExchange, clockId: string): void;
  refused(code: string): void;
}

/** How long a burst waits for the last of its replies. */
const PATIENCE_US = 300_000;
const SPACING_US = 20_000;
/** Where UDP stayed silent, it is tried again after this long. */
const UDP_RETRY_US = 60_000_000;

export class ClockPoller {
  readonly #crypto: Crypto;
  readonly #key: Uint8Array;
  readonly #speaker: string;
  readonly #ports: ClockPorts;
  readonly #burst = new ClockBurst();
  #clockId = "";
  #via: ClockVia = "udp";
  #bursts = 0;
  #nextUs = Number.POSITIVE_INFINITY;
  #left = 0;
  #closesUs = 0;
  #askUs = 0;
  #udpUs = 0;
  readonly #asked = new Map<string, { readonly t1Us: number; readonly sounding: readonly string[] }>();

  constructor(crypto: Crypto, key: Uint8Array, speaker: string, ports: ClockPorts) {
    this.#crypto = crypto;
    this.#key = key;
    this.#speaker = speaker;
    this.#ports = ports;
  }

  /** On connecting. */
  start(nowUs: number): void {
    this.stop();
    this.#bursts = 0;
    this.#via = "udp";
    this.#nextUs = nowUs;
  }

  stop(): void {
    this.#nextUs = Number.POSITIVE_INFINITY;
    this.#left = 0;
    this.#closesUs = 0;
    this.#asked.clear();
    this.#burst.take();
  }

  /** True when `tick` would do something: 270 speakers are looked at a hundred times a second. */
  due(nowUs: number): boolean {
    return this.#closesUs > 0 || (this.#left > 0 ? nowUs >= this.#askUs : nowUs >= this.#nextUs);
  }

  /** Sends at most one request: a burst is spread over 160 ms. `sounding`: at most two are asked about. */
  tick(nowUs: number, sounding: readonly string[]): void {
    if (this.#closesUs > 0 && (this.#asked.size === 0 || nowUs >= this.#closesUs)) this.#close(nowUs);
    if (this.#left === 0 && nowUs >= this.#nextUs) {
      this.#closesUs = 0;
      this.#asked.clear();
      this.#burst.take();
      this.#nextUs = nowUs + burstIntervalUs(++this.#bursts);
      this.#askUs = nowUs;
      if (this.#via === "mqtt" && nowUs - this.#udpUs > UDP_RETRY_US) this.#via = "udp";
      this.#left = this.#via === "udp" ? BURST_SIZE : BURST_SIZE_MQTT;
    }
    if (this.#left === 0 || nowUs < this.#askUs) return;
    this.#askUs += SPACING_US;
    const nonce = this.#ports.nonce();
    const t1Us = Math.round(nowUs);
    const asked = sounding.slice(0, 2);
    const request = { speaker: this.#speaker, nonce, t1Us, sounding: asked };
    if (this.#ports.send(encodeClockRequest(this.#crypto, this.#key, request), this.#via))
      this.#asked.set(nonce, { t1Us, sounding: asked });
    if (--this.#left === 0) this.#closesUs = nowUs + PATIENCE_US;
  }

  #close(nowUs: number): void {
    this.#closesUs = 0;
    this.#asked.clear();
    const best = this.#burst.take();
    if (best) this.#ports.exchange(best, this.#clockId);
    else if (this.#via === "udp") {
      // Asked again at once the other way: a speaker is to know the time within a second of joining.
      this.#via = "mqtt";
      this.#udpUs = nowUs;
      this.#nextUs = Math.min(this.#nextUs, nowUs);
    }
  }

  /** A datagram, or a message on `tr`: only what carries a nonce of this burst and the right MAC counts. */
  receive(bytes: Uint8Array, nowUs: number): void {
    const read = readClockReply(this.#crypto, this.#key, bytes);
    if (!read.ok) {
      this.#ports.refused(read.code);
      return;
    }
    const { reply } = read;
    const asked = this.#asked.get(reply.nonce);
    if (asked === undefined || asked.t1Us !== reply.t1Us) {
      this.#ports.refused("clock-nonce");
      return;
    }
    this.#asked.delete(reply.nonce);
    const exchange = { t1Us: reply.t1Us, t2Us: reply.t2Us, t3Us: reply.t3Us, t4Us: nowUs };
    if (reply.t3Us < reply.t2Us || errorOf(exchange) < -1) {
      this.#ports.refused("clock-impossible");
      return;
    }
    if (reply.clockId !== this.#clockId) {
      this.#clockId = reply.clockId;
      this.#burst.take();
    }
    this.#burst.add(exchange);
    this.#ports.reply(reply, Math.max(0, 2 * errorOf(exchange)), nowUs, asked.sounding);
  }
}
