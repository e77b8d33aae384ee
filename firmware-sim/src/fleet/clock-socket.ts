import { createSocket, type Socket } from "node:dgram";
import { isIP } from "node:net";
import { CLOCK_BYTES } from "@dalaba/protocol";

/** One UDP socket for the whole fleet: a reply is its who asked with that nonce. */

export interface Asker {
  clockDatagram(bytes: Uint8Array): void;
}

const REQUEST_NONCE_AT = 36;
const REPLY_NONCE_AT = 4;
const REMEMBER_MS = 2_000;

export class ClockSocket {
  readonly #sockets = new Map<4 | 6, Socket>();
  /** Two generations: what was asked within REMEMBER_MS is in one of them. */
  #asked = new Map<string, Asker>();
  #before = new Map<string, Asker>();
  #turnedMs = 0;
  #closed = false;

  /** Sends a clock request to `udp://host:port`. False when that is no address. */
  send(bytes: Uint8Array, url: string, asker: Asker): boolean {
    const found = /^udp:\/\/(\[[^\]]+\]|[^:/]+):(\d+)$/.exec(url);
    if (!found || this.#closed) return false;
    const host = (found[1] as string).replace(/^\[|\]$/g, "");
    const nowMs = performance.now();
    if (nowMs - this.#turnedMs > REMEMBER_MS) {
      this.#turnedMs = nowMs;
      this.#before = this.#asked;
      this.#asked = new Map();
    }
    this.#asked.set(nonceOf(bytes, REQUEST_NONCE_AT), asker);
    // Lost is lost: the burst's other requests and the next burst are the answer.
    this.#socket(isIP(host) === 6 ? 6 : 4).send(bytes, Number(found[2]), host, () => {});
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  #socket(family: 4 | 6): Socket {
    let socket = this.#sockets.get(family);
    if (!socket) {
      socket = createSocket(family === 6 ? "udp6" : "udp4");
      socket.on("message", (bytes) => {
        if (bytes.length !== CLOCK_BYTES) return;
        const nonce = nonceOf(bytes, REPLY_NONCE_AT);
        (this.#asked.get(nonce) ?? this.#before.get(nonce))?.clockDatagram(bytes);
      });
      // ICMP "unreachable" surfaces here: the same as no answer.
      socket.on("error", () => {});
      this.#sockets.set(family, socket);
    }
    return socket;
  }
}

function nonceOf(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, 8).toString("latin1");
}
