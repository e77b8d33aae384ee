import { TokenBucket } from "./token-bucket";

/** What one speaker may send (wire.md 2): reports, answers and clock requests need a tenth of it. */
export const FLOOD_LIMITS = {
  packetsPerSecond: 50,
  bytesPerSecond: 64 * 1024,
  burstSeconds: 2,
  /** How long nothing is read from a flooding connection. */
  pauseMs: 1000,
  /** So many pauses within `memoryMs` end the connection. */
  strikes: 3,
  memoryMs: 60_000,
} as const;

export type FloodVerdict = "pass" | "pause" | "destroy";

/** Counts a connection's packets and bytes and decides when to stop reading. Time in ms, monotonic. */
export class FloodGate {
  readonly #packets: TokenBucket;
  readonly #bytes: TokenBucket;
  #strikes: number[] = [];

  constructor(nowMs: number) {
    const { packetsPerSecond, bytesPerSecond, burstSeconds } = FLOOD_LIMITS;
    this.#packets = new TokenBucket(packetsPerSecond, packetsPerSecond * burstSeconds, nowMs);
    this.#bytes = new TokenBucket(bytesPerSecond, bytesPerSecond * burstSeconds, nowMs);
  }

  /** Judges one packet of so many bytes. `pause`: this one passes, then nothing is read for `pauseMs`. */
  judge(bytes: number, nowMs: number): FloodVerdict {
    if (this.#packets.take(1, nowMs) && this.#bytes.take(bytes, nowMs)) return "pass";
    this.#strikes = this.#strikes.filter((atMs) => nowMs - atMs < FLOOD_LIMITS.memoryMs);
    this.#strikes.push(nowMs);
    return this.#strikes.length >= FLOOD_LIMITS.strikes ? "destroy" : "pause";
  }
}
