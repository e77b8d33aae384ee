import {
  type Crypto,
  type DeviceKeys,
  encodeUpward,
  type Receipt,
  speakerTopic,
  type UpLeaf,
  type Upward,
} from "@dalaba/protocol";
import type { Flash } from "./flash";
import { ReceiptOutbox } from "./receipt-outbox";
import type { SpeakerLink } from "./speaker-parts";

/** All that a speaker says (SPEC 5): bootId, counter, MAC, on receipts the device's signature; and when it is said again. */

const LEAVES: Readonly<Record<Upward["type"], UpLeaf>> = {
  status: "st",
  ack: "ack",
  receipt: "ack",
  report: "tm",
  telemetry: "tm",
};

const NOTHING = new Uint8Array(0);

export class UpwardLine {
  readonly bootId: string;
  readonly #crypto: Crypto;
  readonly #keys: DeviceKeys;
  readonly #speaker: string;
  readonly #link: SpeakerLink;
  readonly #outbox: ReceiptOutbox;
  #counter = 0;
  #online = false;

  constructor(
    crypto: Crypto,
    keys: DeviceKeys,
    { speaker, link, bootId, flash }: { speaker: string; link: SpeakerLink; bootId: string; flash: Flash },
  ) {
    this.#outbox = new ReceiptOutbox(flash.read().receipts, (receipts) =>
      flash.write({ ...flash.read(), receipts }),
    );
    this.#crypto = crypto;
    this.#keys = keys;
    this.#speaker = speaker;
    this.#link = link;
    this.bootId = bootId;
  }

  get isOnline(): boolean {
    return this.#online;
  }

  get receiptsWaiting(): number {
    return this.#outbox.size;
  }

  /** Each message takes the next counter, the will too (SPEC 5.1). */
  encode(message: Upward): Uint8Array {
    this.#counter++;
    const head = { bootId: this.bootId, counter: this.#counter };
    return encodeUpward(this.#crypto, this.#keys.pairwiseKey, this.#keys.deviceSeed, head, message);
  }

  /** Dropped while the line is down. Returns the packet id to be acknowledged, if any. */
  say(message: Upward): number {
    if (!this.#online) return -1;
    const leaf = LEAVES[message.type];
    const qos = leaf === "tm" ? 0 : 1;
    return this.#link.publish(speakerTopic(this.#speaker, leaf), this.encode(message), qos, leaf === "st");
  }

  /** Kept until it is acknowledged (SPEC 5.4). */
  receipt(receipt: Receipt): void {
    this.#outbox.add(receipt);
    this.#flush();
  }

  online(): void {
    this.#online = true;
    // Reading a key in costs ten signatures; 270 devices in one process would do that with the first receipts.
    this.#crypto.sign(this.#keys.deviceSeed, NOTHING);
  }

  /** Receipts that the last line left unacknowledged. */
  resend(): void {
    this.#flush();
  }

  offline(): void {
    this.#online = false;
    this.#outbox.disconnected();
  }

  acked(packetId: number): void {
    this.#outbox.acked(packetId);
  }

  #flush(): void {
    if (this.#online) this.#outbox.flush((receipt) => this.say(receipt));
  }
}
