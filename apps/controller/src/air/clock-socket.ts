import { createSocket, type Socket } from "node:dgram";
import { CLOCK_BYTES } from "@dalaba/protocol";
import type { ClockAnswer } from "./clock-answer";
import type { Clocks } from "./clocks";
import type { Counters } from "./counters";

/** All speakers' bursts of 8 at once fit; a flood of junk costs at most so many MACs a second. */
const MOST_PER_SECOND = 20_000;

/** The clock's UDP socket. Replies have the length of requests, so that nobody can use it as an amplifier. */
export class ClockSocket {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Rejects with the system's error when the port is taken. `onBad` hears refused requests of known speakers. */
  static open(
    host: string,
    port: number,
    parts: { answer: ClockAnswer; clocks: Clocks; counters: Counters; onFault(detail: string): void },
  ): Promise<{ readonly clock: ClockSocket; readonly port: number }> {
    const { answer, clocks, counters } = parts;
    const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4" });
    let second = 0;
    let count = 0;
    socket.on("message", (bytes, from) => {
      const t2Us = clocks.serverTimeUs();
      if (bytes.length !== CLOCK_BYTES) {
        counters.add("clock_refused_total");
        return;
      }
      const nowSecond = Math.floor(t2Us / 1_000_000);
      if (nowSecond !== second) {
        second = nowSecond;
        count = 0;
      }
      if (++count > MOST_PER_SECOND) {
        counters.add("clock_flooded_total");
        return;
      }
      const answered = answer.answer(bytes, t2Us);
      if (!answered.ok) {
        counters.add("clock_refused_total");
        return;
      }
      socket.send(answered.reply, from.port, from.address);
      counters.add("clock_replies_total");
    });
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(port, host, () => {
        socket.off("error", reject);
        socket.on("error", (error) => parts.onFault(error.message));
        resolve({ clock: new ClockSocket(socket), port: socket.address().port });
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }
}
