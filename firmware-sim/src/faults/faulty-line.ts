import { AUDIO_VERSION } from "@dalaba/protocol";
import type { Random } from "../fleet/random";
import type { Fault } from "./fault";
import { type LineFaults, NO_LINE_FAULTS, ShapedLine } from "./shaped-line";

/** What reaches a speaker and what leaves it, with everything that can go wrong on the way. Instants are machine µs. */

export interface FaultyLinePorts {
  /** From the broker or by datagram. `payload` is not kept. */
  arrived(payload: Uint8Array, atUs: number): void;
  send(datagram: { readonly bytes: Uint8Array; readonly url: string }): void;
}

interface Chance {
  readonly percent: number;
  readonly of: "audio" | "all";
}

const NEVER: Chance = { percent: 0, of: "audio" };

export class FaultyLine {
  readonly #random: Random;
  readonly #messages: ShapedLine<Uint8Array>;
  readonly #datagramsIn: ShapedLine<Uint8Array>;
  readonly #datagramsOut: ShapedLine<{ readonly bytes: Uint8Array; readonly url: string }>;
  #loss = NEVER;
  #corrupt = NEVER;

  constructor(random: Random, ports: FaultyLinePorts) {
    this.#random = random;
    this.#messages = new ShapedLine(random, true, ports.arrived);
    this.#datagramsIn = new ShapedLine(random, false, ports.arrived);
    this.#datagramsOut = new ShapedLine(random, false, ports.send);
  }

  /** `payload` is not kept. */
  message(payload: Uint8Array, nowUs: number): void {
    if (this.#strikes(this.#loss, payload)) return;
    const bytes = this.#strikes(this.#corrupt, payload) ? this.#flipOneBit(payload) : payload;
    this.#messages.push(this.#messages.shaping ? Uint8Array.from(bytes) : bytes, nowUs);
  }

  datagram(bytes: Uint8Array, nowUs: number): void {
    this.#datagramsIn.push(bytes, nowUs);
  }

  send(bytes: Uint8Array, url: string, nowUs: number): void {
    this.#datagramsOut.push({ bytes, url }, nowUs);
  }

  tick(nowUs: number): void {
    this.#messages.tick(nowUs);
    this.#datagramsIn.tick(nowUs);
    this.#datagramsOut.tick(nowUs);
  }

  /** The connection broke: what was on its way is gone. */
  broke(): void {
    this.#messages.clear();
  }

  fault(fault: Fault): void {
    switch (fault.kind) {
      case "loss":
        this.#loss = fault;
        break;
      case "corrupt":
        this.#corrupt = fault;
        break;
      case "delay":
        this.#shape({ ...this.#messages.faults, delayMs: fault.ms });
        break;
      case "jitter":
        this.#shape({ ...this.#messages.faults, jitter: fault.on });
        break;
      case "clear":
        this.#loss = NEVER;
        this.#corrupt = NEVER;
        this.#shape(NO_LINE_FAULTS);
    }
  }

  #shape(faults: LineFaults): void {
    for (const line of [this.#messages, this.#datagramsIn, this.#datagramsOut]) line.faults = faults;
  }

  #strikes({ percent, of }: Chance, payload: Uint8Array): boolean {
    if (percent === 0 || (of === "audio" && payload[0] !== AUDIO_VERSION)) return false;
    return this.#random() * 100 < percent;
  }

  #flipOneBit(payload: Uint8Array): Uint8Array {
    const bytes = Uint8Array.from(payload);
    const at = Math.floor(this.#random() * bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(this.#random() * 8));
    return bytes;
  }
}
