import type { Scope } from "@dalaba/protocol";
import { type BroadcastParts, nowMs } from "./broadcast-parts";
import type { AddressedScope } from "./offer-scopes";
import { OrderRepeats } from "./order-repeats";
import type { SignableOrder, SignerAnswer } from "./signer-messages";

/** A STOP must leave: a signer that is being started again is asked once more after this long, so many times. */
const STOP_RETRY_MS = 300;
const STOP_TRIES = 10;

/** Signs, sends and repeats the orders of one broadcast. */
export class OrderDesk {
  readonly #parts: BroadcastParts;
  readonly #repeats = new OrderRepeats();
  /** Orders whose answers are no news of the broadcast: STOPs and RETIMEs. */
  readonly #plain = new Set<number>();

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
  }

  sign(order: SignableOrder): Promise<SignerAnswer> {
    return this.#parts.signer.ask({ type: "order", order });
  }

  /** Sends a signed order now and again to who does not answer. */
  send(
    signed: Extract<SignerAnswer, { ok: true }>,
    scope: Scope,
    to: readonly string[],
    after?: readonly number[],
  ): void {
    if (to.length === 0) return;
    this.#parts.downlink.order({ bytes: signed.bytes, scope, to });
    const order = { counter: signed.counter, bytes: signed.bytes, scope };
    this.#repeats.sent(order, to, nowMs(this.#parts.clocks), after);
  }

  /** Signs and sends a STOP to each scope; tries again when the signer is away. Offers are no longer repeated. */
  async stop(
    make: (scope: Scope) => SignableOrder,
    scopes: readonly AddressedScope[],
    wanted: (speaker: string) => boolean,
  ): Promise<void> {
    for (const { scope, speakers } of scopes) {
      let signed = await this.sign(make(scope));
      for (let tries = 1; !signed.ok && tries < STOP_TRIES; tries++) {
        await new Promise((resolve) => setTimeout(resolve, STOP_RETRY_MS));
        signed = await this.sign(make(scope));
      }
      if (!signed.ok) {
        // The watchdog and endsBy of each speaker end it all the same.
        this.#parts.trouble(signed.code, `a stop could not be signed: ${signed.detail}`);
        continue;
      }
      this.#plain.add(signed.counter);
      this.send(
        signed,
        scope,
        speakers.filter((id) => wanted(id) && this.#parts.downlink.reaches(id)),
      );
    }
  }

  clear(): void {
    this.#repeats.clear();
  }

  /**
   * Signs and sends a RETIME to each scope. One that cannot be signed is left out: the next one says all that it would
   * have said.
   */
  async retime(
    make: (scope: Scope) => SignableOrder,
    scopes: readonly AddressedScope[],
    wanted: (speaker: string) => boolean,
  ): Promise<void> {
    for (const { scope, speakers } of scopes) {
      const signed = await this.sign(make(scope));
      if (!signed.ok) {
        this.#parts.trouble(signed.code, `a retime could not be signed: ${signed.detail}`);
        continue;
      }
      this.#plain.add(signed.counter);
      const to = speakers.filter((id) => wanted(id) && this.#parts.downlink.reaches(id));
      this.send(signed, scope, to);
    }
  }

  /** Takes an answer's order number; true when it answers a STOP or a RETIME. */
  acknowledged(order: number, speaker: string): boolean {
    this.#repeats.acknowledged(order, speaker);
    return this.#plain.has(order);
  }

  forget(speaker: string): void {
    this.#repeats.forget(speaker);
  }

  /** Sends what is due again. */
  tick(atMs: number): void {
    for (const { order, to } of this.#repeats.due(atMs)) {
      const reachable = to.filter((id) => this.#parts.downlink.reaches(id));
      if (reachable.length === 0) continue;
      this.#parts.downlink.order({ bytes: order.bytes, scope: order.scope, to: reachable });
      this.#parts.counters.add("orders_repeated_total", reachable.length);
    }
  }
}
