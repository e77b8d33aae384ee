import type { Receipt } from "@dalaba/protocol";

/**
 * Receipts until the broker has acknowledged them (SPEC 5.4): one that was on its way when the line broke is said
 * again on the next. Bounded: at the bound the oldest is given up, and counted.
 */
const MOST = 64;

export class ReceiptOutbox {
  readonly #waiting: Receipt[];
  readonly #kept: (receipts: readonly Receipt[]) => void;
  readonly #sent = new Map<number, Receipt>();
  lost = 0;

  /** `kept` is told of those that must survive a power cut (SPEC 13.8); `found`: those that did. */
  constructor(found: readonly Receipt[] = [], kept: (receipts: readonly Receipt[]) => void = () => {}) {
    this.#waiting = [...found];
    this.#kept = kept;
  }

  get size(): number {
    return this.#waiting.length;
  }

  add(receipt: Receipt): void {
    if (this.#waiting.length >= MOST) {
      this.#waiting.shift();
      this.lost++;
    }
    this.#waiting.push(receipt);
    this.#keep(receipt);
  }

  #keep({ aloneAtUtcMs }: Receipt): void {
    if (aloneAtUtcMs !== undefined)
      this.#kept(this.#waiting.filter((each) => each.aloneAtUtcMs !== undefined));
  }

  /** Sends what is not on its way; `send` returns the packet id, or -1 when the line is down. */
  flush(send: (receipt: Receipt) => number): void {
    const underway = new Set(this.#sent.values());
    for (const receipt of this.#waiting) {
      if (underway.has(receipt)) continue;
      const packetId = send(receipt);
      if (packetId > 0) this.#sent.set(packetId, receipt);
    }
  }

  acked(packetId: number): void {
    const receipt = this.#sent.get(packetId);
    if (!receipt) return;
    this.#sent.delete(packetId);
    const at = this.#waiting.indexOf(receipt);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#keep(receipt);
  }

  /** The line broke: nothing is on its way any more. */
  disconnected(): void {
    this.#sent.clear();
  }
}
