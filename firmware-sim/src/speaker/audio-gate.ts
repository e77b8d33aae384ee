import { type Crypto, type KeySet, peekBroadcast } from "@dalaba/protocol";
import type { BroadcastPlayer } from "./broadcast-player";
import type { FailureBudget } from "./failure-budget";
import type { AudioEntry, MessageSource } from "./message-source";

/** Which audio is believed (SPEC 6.4): cheap checks first, the signature last. */

export interface GatePorts {
  readonly crypto: Crypto;
  readonly source: MessageSource;
  readonly budget: FailureBudget;
  keys(): KeySet | undefined;
  /** The broadcast as it is held, suspended or not. */
  player(broadcast: string): BroadcastPlayer | undefined;
  /** Stopped for good: what still comes of it is not worth keeping. */
  stopped(broadcast: string): boolean;
  utcMs(nowUs: number): number | undefined;
  refused(code: string): void;
}

/** Audio that came before its OFFER. */
const KEPT_US = 500_000;
const MOST_KEPT = 32;

interface Kept {
  readonly broadcast: string;
  readonly bytes: Uint8Array;
  readonly atUs: number;
}

export class AudioGate {
  readonly #ports: GatePorts;
  #kept: Kept[] = [];

  constructor(ports: GatePorts) {
    this.#ports = ports;
  }

  /** `payload` is not kept. */
  receive(payload: Uint8Array, nowUs: number): void {
    const broadcast = peekBroadcast(payload);
    if (broadcast === undefined) {
      this.#ports.refused("audio-length");
      return;
    }
    const player = this.#ports.player(broadcast);
    if (player) this.#judge(player, payload, nowUs);
    else if (!this.#ports.stopped(broadcast)) {
      this.#kept = this.#kept.filter((each) => nowUs - each.atUs < KEPT_US).slice(1 - MOST_KEPT);
      this.#kept.push({ broadcast, bytes: Uint8Array.from(payload), atUs: nowUs });
    }
  }

  /** Its OFFER was accepted: what was kept of it is judged now. */
  release(player: BroadcastPlayer, nowUs: number): void {
    const { broadcast } = player.offer;
    const mine = this.#kept.filter((each) => each.broadcast === broadcast && nowUs - each.atUs < KEPT_US);
    this.#kept = this.#kept.filter((each) => each.broadcast !== broadcast);
    for (const each of mine) this.#judge(player, each.bytes, nowUs);
  }

  #judge(player: BroadcastPlayer, payload: Uint8Array, nowUs: number): void {
    const entry = this.#ports.source.audio(payload);
    const code = this.#refusal(player, entry, nowUs);
    if (code !== undefined) this.#ports.refused(code);
    else if (entry.parsed.ok) {
      player.window.take(entry.parsed.message.sequence);
      player.push(entry, entry.parsed.message, nowUs);
    }
  }

  #refusal(player: BroadcastPlayer, entry: AudioEntry, nowUs: number): string | undefined {
    const { parsed } = entry;
    if (!parsed.ok) return parsed.code;
    const { message, signed } = parsed;
    const { streamKid } = player.offer;
    if (message.keyId !== streamKid) return "key-use";
    const certificate = this.#ports.keys()?.certificates.find((each) => each.kid === streamKid);
    const utcMs = this.#ports.utcMs(nowUs);
    if (!certificate || utcMs === undefined) return "unknown-key";
    if (certificate.use !== "stream") return "key-use";
    if (utcMs < certificate.notBeforeUtcMs || utcMs > certificate.expiresUtcMs) return "key-expired";
    if (!player.window.fresh(message.sequence)) return "replayed";
    const { crypto, budget } = this.#ports;
    if (!budget.open(nowUs)) return "unchecked";
    if (signed && message.block.length === 0 && entry.genuine(crypto, certificate.publicKey))
      return undefined;
    budget.failed();
    return "bad-signature";
  }
}
