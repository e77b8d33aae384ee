/** The largest MQTT packet a speaker may send: a SUBSCRIBE to 64 groups and a full `st` fit several times. */
export const MAX_INBOUND_PACKET_BYTES = 16 * 1024;

export type Scan =
  /** A whole packet ends at `end` of the chunk; it was `bytes` long, bytes of earlier chunks included. */
  | { readonly type: "packet"; readonly end: number; readonly bytes: number }
  /** The chunk ends within a packet. */
  | { readonly type: "more" }
  | { readonly type: "refused"; readonly detail: string };

/**
 * Finds where MQTT packets end (MQTT 3.1.1, 2.2: type byte, remaining length in 1-4 bytes, body) without reading
 * them, so that a flood is stopped before a parser spends time and memory on it.
 */
export class PacketScanner {
  /** Bytes of the current packet seen so far: header, then body. */
  #seen = 0;
  #remaining = 0;
  #shift = 0;
  #inBody = false;

  /** Scans `chunk` from `from` to the end of the next packet. */
  next(chunk: Uint8Array, from: number): Scan {
    let at = from;
    while (at < chunk.length) {
      if (this.#inBody) {
        const step = Math.min(this.#remaining, chunk.length - at);
        this.#remaining -= step;
        this.#seen += step;
        at += step;
        if (this.#remaining > 0) return { type: "more" };
        return this.#done(at);
      }
      const byte = chunk[at++] as number;
      this.#seen++;
      if (this.#seen === 1) continue;
      this.#remaining += (byte & 0x7f) * 2 ** this.#shift;
      this.#shift += 7;
      if (this.#remaining > MAX_INBOUND_PACKET_BYTES)
        return { type: "refused", detail: `a packet of over ${MAX_INBOUND_PACKET_BYTES} bytes` };
      if ((byte & 0x80) !== 0) {
        if (this.#shift >= 28) return { type: "refused", detail: "remaining length over four bytes" };
        continue;
      }
      if (this.#remaining === 0) return this.#done(at);
      this.#inBody = true;
    }
    return { type: "more" };
  }

  #done(end: number): Scan {
    const bytes = this.#seen;
    this.#seen = 0;
    this.#remaining = 0;
    this.#shift = 0;
    this.#inBody = false;
    return { type: "packet", end, bytes };
  }
}
