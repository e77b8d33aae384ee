import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { FLOOD_LIMITS, FloodGate } from "./flood-gate";
import { PacketScanner } from "./packet-scanner";
import type { Comer, Turnstile } from "./turnstile";

export interface DoorParts {
  /** Shared by all doors: who is read next. */
  readonly turnstile: Turnstile;
  /** serverTime, µs. */
  serverTimeUs(): number;
  /** Hears each pause and why a connection was ended. */
  onRefused(code: "flood" | "flood-paused" | "packet-too-long"): void;
}

/**
 * Stands between a speaker's socket and the broker's parser: counts packets and bytes before they are parsed, pauses a
 * flood, ends a repeated one and any packet over 16 KiB; what passes waits its turn among all speakers. Only what the
 * broker itself sends (CONNACK, SUBACK, documents) goes through here on the way out; the fast path writes to the socket.
 */
export class SpeakerDoor extends Duplex implements Comer {
  /** The speaker's own socket, for the fast path. */
  readonly socket: Socket;
  readonly #parts: DoorParts;
  readonly #gate: FloodGate;
  readonly #scanner = new PacketScanner();
  /** Judged, and not yet handed to the parser; bounded by the gate. */
  readonly #passed: { readonly bytes: Buffer; readonly atUs: number }[] = [];
  #arrivedUs = 0;
  #held: Buffer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wanted = false;
  #ended = false;

  constructor(socket: Socket, parts: DoorParts) {
    super({ allowHalfOpen: false });
    this.socket = socket;
    this.#gate = new FloodGate(performance.now());
    this.#parts = parts;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("end", () => this.#finish());
    socket.on("error", (error) => {
      this.#readAll();
      this.destroy(error);
    });
    socket.on("close", () => this.destroy());
  }

  /** serverTime at which what is being read came, µs: waiting for a turn is no part of a speaker's way here. */
  get arrivedUs(): number {
    return this.#arrivedUs;
  }

  takeTurn(): void {
    const next = this.#passed.shift();
    if (next === undefined || this.destroyed) return;
    this.#arrivedUs = next.atUs;
    if (!this.push(next.bytes)) this.socket.pause();
  }

  /** Nothing more comes: what came is not lost for having waited. */
  #readAll(): void {
    while (this.#passed.length > 0) this.takeTurn();
  }

  #finish(): void {
    this.#ended = true;
    this.#readAll();
    if (this.#held === undefined) this.push(null);
  }

  #take(chunk: Buffer): void {
    // What the socket had read before it was destroyed still comes.
    if (this.destroyed) return;
    const verdict = this.#judge(chunk);
    if (verdict.refused) {
      this.#parts.onRefused(verdict.refused);
      this.destroy();
      return;
    }
    if (verdict.pass > 0) {
      this.#passed.push({ bytes: chunk.subarray(0, verdict.pass), atUs: this.#parts.serverTimeUs() });
      this.#parts.turnstile.enter(this);
    }
    if (verdict.pause) {
      this.#parts.onRefused("flood-paused");
      this.#held = chunk.subarray(verdict.pass);
      this.#timer = setTimeout(() => this.#release(), FLOOD_LIMITS.pauseMs);
    }
    if (verdict.pause) this.socket.pause();
  }

  /** How much of a chunk may pass now. */
  #judge(chunk: Buffer): { pass: number; pause: boolean; refused?: "flood" | "packet-too-long" } {
    let at = 0;
    for (;;) {
      const scan = this.#scanner.next(chunk, at);
      if (scan.type === "more") return { pass: chunk.length, pause: false };
      if (scan.type === "refused") return { pass: 0, pause: false, refused: "packet-too-long" };
      const verdict = this.#gate.judge(scan.bytes, performance.now());
      if (verdict === "destroy") return { pass: 0, pause: false, refused: "flood" };
      if (verdict === "pause") return { pass: scan.end, pause: true };
      at = scan.end;
    }
  }

  #release(): void {
    const held = this.#held;
    this.#timer = undefined;
    this.#held = undefined;
    if (this.destroyed || held === undefined) return;
    if (held.length > 0) this.#take(held);
    if (this.#held !== undefined) return;
    if (this.#ended) this.push(null);
    else if (this.#wanted) this.socket.resume();
  }

  override _read(): void {
    this.#wanted = true;
    if (this.#timer === undefined) this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _writev(
    chunks: Array<{ chunk: Buffer; encoding: BufferEncoding }>,
    done: (error?: Error | null) => void,
  ): void {
    this.socket.write(Buffer.concat(chunks.map((each) => each.chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#held = undefined;
    this.#passed.length = 0;
    this.socket.destroy();
    done(error);
  }
}
