import { ClockFilter } from "@dalaba/media";
import type { ClockReply, Crypto, SyncState } from "@dalaba/protocol";
import { ClockPoller, type ClockVia } from "./clock-poller";
import { UtcClock } from "./utc";

/** All that a speaker knows of serverTime and UTC (SPEC 3). */

export interface SpeakerClockPorts {
  send(bytes: Uint8Array, via: ClockVia): boolean;
  fresh(): string;
  /** A reply came: which of the broadcasts `asked` about go on, and how new its documents ought to be. */
  reply(reply: ClockReply, asked: readonly string[], nowUs: number): void;
  refused(code: string): void;
}

export class SpeakerClock {
  readonly filter = new ClockFilter();
  /** A wrong clock on command: what replies say is off by so much. */
  fault = { utcMs: 0, serverUs: 0 };
  readonly #utc: UtcClock;
  readonly #poller: ClockPoller;

  constructor(
    crypto: Crypto,
    pairwiseKey: Uint8Array,
    speaker: string,
    utcFloorMs: number,
    ports: SpeakerClockPorts,
  ) {
    this.#utc = new UtcClock(utcFloorMs);
    this.#poller = new ClockPoller(crypto, pairwiseKey, speaker, {
      send: ports.send,
      nonce: ports.fresh,
      refused: ports.refused,
      reply: (reply, roundTripUs, t4Us, asked) => {
        this.#utc.reply(reply.utcMs + this.fault.utcMs, reply.utcErrorMs, roundTripUs, t4Us);
        ports.reply(reply, asked, t4Us);
      },
      exchange: ({ t1Us, t2Us, t3Us, t4Us }, clockId) => {
        const { serverUs } = this.fault;
        const taken = { t1Us, t2Us: t2Us + serverUs, t3Us: t3Us + serverUs, t4Us };
        const result = this.filter.update(taken, clockId);
        if (!result.ok) ports.refused(result.code);
      },
    });
  }

  online(nowUs: number): void {
    this.#poller.start(nowUs);
  }

  offline(): void {
    this.#poller.stop();
  }

  due(nowUs: number): boolean {
    return this.#poller.due(nowUs);
  }

  tick(nowUs: number, sounding: readonly string[]): void {
    this.#poller.tick(nowUs, sounding);
  }

  receive(bytes: Uint8Array, nowUs: number): void {
    this.#poller.receive(bytes, nowUs);
  }

  /** undefined until it is trusted; with sync `none` nothing is (SPEC 3.8). */
  utcMs(atUs: number): number | undefined {
    return this.filter.count === 0 ? undefined : this.#utc.nowMs(atUs);
  }

  /** serverTime of a UTC by this clock's own estimates of both; undefined while it has not both. */
  serverTimeOf(utcMs: number): { readonly clockId: string; readonly t0Us: number } | undefined {
    const speakerUs = this.#utc.speakerUsAt(utcMs);
    const { clockId } = this.filter;
    if (speakerUs === undefined || clockId === undefined || this.filter.count === 0) return undefined;
    return { clockId, t0Us: this.filter.serverTimeAt(speakerUs) };
  }

  sync(nowUs: number): SyncState {
    return this.filter.state(nowUs);
  }

  /** Whole µs; 0 with sync `none`. */
  errorUs(nowUs: number): number {
    const error = this.filter.errorUs(nowUs);
    return Number.isFinite(error) ? Math.ceil(error) : 0;
  }
}
