import { publishPacket } from "../mqtt/packets";
import type { MqttSession } from "../mqtt/session";

/** Garbage at a rate, on the speaker's own telemetry topic: what a broken or hijacked device would send. */

const IN_A_WRITE = 64;
/** A flooding device sends as fast as it is taken, not into its own memory without end. */
const MAX_UNSENT_BYTES = 4 << 20;

export class Flood {
  readonly #write: Buffer;
  readonly #packetBytes: number;
  readonly #perSecond: number;
  readonly #untilUs: number;
  #lastUs: number;
  #owed = 0;

  constructor(topic: string, perSecond: number, seconds: number, nowUs: number) {
    const packets = Array.from({ length: IN_A_WRITE }, (_, i) =>
      publishPacket(topic, garbage(i), 0, false, 0),
    );
    this.#write = Buffer.concat(packets);
    this.#packetBytes = this.#write.length / IN_A_WRITE;
    this.#perSecond = perSecond;
    this.#lastUs = nowUs;
    this.#untilUs = nowUs + seconds * 1e6;
  }

  /** False when it is over. */
  tick(session: MqttSession | undefined, nowUs: number): boolean {
    this.#owed += ((nowUs - this.#lastUs) * this.#perSecond) / 1e6;
    this.#lastUs = nowUs;
    for (; this.#owed >= 1 && session && session.unsentBytes < MAX_UNSENT_BYTES; this.#owed -= IN_A_WRITE) {
      const count = Math.min(IN_A_WRITE, Math.floor(this.#owed));
      session.writeRaw(this.#write.subarray(0, count * this.#packetBytes));
    }
    this.#owed = Math.max(0, Math.min(this.#owed, this.#perSecond));
    return nowUs < this.#untilUs;
  }
}

function garbage(n: number): Uint8Array {
  return Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + n * 101) & 255);
}
