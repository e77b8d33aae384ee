import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { FLOOD_LIMITS, FloodGate } from "./flood-gate";
import { PacketScanner } from "./packet-scanner";

/**
 * Stands between a speaker's socket and the broker's parser: counts packets and bytes before they are parsed, pauses a
 * flood, ends a repeated one and any packet over 16 KiB. Only what the broker itself sends (CONNACK, SUBACK, documents)
 * goes through here on the way out; the fast path writes to the socket.
 */
export class SpeakerDoor extends Duplex {
  /** The speaker's own socket, for the fast path. */
  readonly socket: Socket;
  readonly #gate: FloodGate;
  readonly #scanner = new PacketScanner();
  readonly #onRefused: (code: "flood" | "flood-paused" | "packet-too-long") => void;
  #held: Buffer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wanted = false;
  #ended = false;

  /** `onRefused` hears each pause and why a connection was ended. */
  constructor(socket: Socket, onRefused: (code: "flood" | "flood-paused" | "packet-too-long") => void) {
    super({ allowHalfOpen: false });
    this.socket = socket;
    this.#gate = new FloodGate(performance.now());
    this.#onRefused = onRefused;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("end", () => this.#finish());
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  #finish(): void {
    this.#ended = true;
    if (this.#held === undefined) this.push(null);
  }

  #take(chunk: Buffer): void {
    // What the socket had read before it was destroyed still comes.
    if (this.destroyed) return;
    const verdict = this.#judge(chunk);
    if (verdict.refused) {
      this.#onRefused(verdict.refused);
      this.destroy();
      return;
    }
    const more = verdict.pass > 0 ? this.push(chunk.subarray(0, verdict.pass)) : true;
    if (verdict.pause) {
      this.#onRefused("flood-paused");
      this.#held = chunk.subarray(verdict.pass);
      this.#timer = setTimeout(() => this.#release(), FLOOD_LIMITS.pauseMs);
    }
    if (verdict.pause || !more) this.socket.pause();
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
    this.socket.destroy();
    done(error);
  }
}
