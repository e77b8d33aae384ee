import { randomBytes } from "node:crypto";
import {
  type AudioMessage,
  configBody,
  encodeClockReply,
  keySetBody,
  type Offer,
  type Order,
  orderBody,
  readClockRequest,
  readUpward,
  type Scope,
  type Stop,
  signAudio,
  signEnvelope,
  targetHash,
  toHex,
} from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";

/** A controller's side of the wire for a rehearsal: keys that nobody else ever sees, and a time of its own. */

const ALL: Scope = { kind: "group", group: "all" };
const COMMAND_KID = 1;
const STREAM_KID = 2;
const CLOCK_ID = "0000000000000001";
const UTC_MS = 1_800_000_000_000;
const FRAME = 960;

/** What the speakers said. */
export interface Heard {
  broadcasts: number;
  acks: number;
  receipts: number;
  /** Frames, by the receipts. */
  played: number;
}

export class RehearsalWire {
  readonly #heard: Heard;
  readonly #root = new Uint8Array(randomBytes(32));
  readonly #command = new Uint8Array(randomBytes(32));
  readonly #stream = new Uint8Array(randomBytes(32));
  #counter = 0;

  constructor(heard: Heard) {
    this.#heard = heard;
  }

  get rootKey(): string {
    return toHex(publicKeyOf(this.#root));
  }

  keys(): Uint8Array {
    const certificate = (kid: number, use: "command" | "stream", seed: Uint8Array) => ({
      kid,
      use,
      maxPriority: use === "command" ? 79 : 0,
      publicKey: publicKeyOf(seed),
      notBeforeUtcMs: 0,
      expiresUtcMs: Number.MAX_SAFE_INTEGER,
    });
    const certificates = [
      certificate(COMMAND_KID, "command", this.#command),
      certificate(STREAM_KID, "stream", this.#stream),
    ];
    return signEnvelope(nodeCrypto, this.#root, {
      type: "keys",
      kid: 0,
      counter: 1,
      notBeforeUtcMs: 0,
      ttlMs: 0,
      targetHash: targetHash(nodeCrypto, ALL),
      body: keySetBody({ epoch: 1, certificates }),
    });
  }

  cfg(speaker: string): Uint8Array {
    return signEnvelope(nodeCrypto, this.#command, {
      type: "cfg",
      kid: COMMAND_KID,
      counter: 1,
      notBeforeUtcMs: 0,
      ttlMs: 0,
      targetHash: targetHash(nodeCrypto, { kind: "speaker", speaker }),
      body: configBody({
        speaker,
        groups: ["all"],
        levelDb: 0,
        muted: false,
        delayClass: "lan",
        trimUs: 0,
        clockUrl: "",
      }),
    });
  }

  /** Audio of `broadcast` begins at `t0Us`, which is also now, and UTC in µs since the rehearsal's epoch. */
  offer(broadcast: string, speakers: readonly string[], t0Us: number): Uint8Array {
    const offer: Offer = {
      type: "offer",
      scope: { kind: "list", speakers: [...speakers].sort() },
      cfgVersion: 0,
      epoch: 1,
      priority: 60,
      class: "talk",
      issued: 1,
      replaces: [],
      m0: 0,
      t0Us,
      rPpb: 0,
      delayUs: { lan: 80_000, wan: 400_000 },
      clockId: CLOCK_ID,
      streamKid: STREAM_KID,
      topic: "pa/g/all/a",
      broadcast,
      startByUtcMs: 2 * UTC_MS,
      endsByUtcMs: 2 * UTC_MS,
      gainDb: 0,
      chime: "none",
      resume: "none",
      waitMs: 0,
      night: "no",
      auth: "each",
    };
    return this.#sign(offer, t0Us);
  }

  stop(broadcast: string, frames: number, nowUs: number): Uint8Array {
    const stop: Stop = {
      type: "stop",
      scope: ALL,
      broadcasts: [broadcast],
      priority: 60,
      reason: "stopped",
      endMediaTime: frames * FRAME,
      endsByUtcMs: Math.floor(UTC_MS + nowUs / 1000),
    };
    return this.#sign(stop, nowUs);
  }

  #sign(order: Order, nowUs: number): Uint8Array {
    return signEnvelope(nodeCrypto, this.#command, {
      type: order.type,
      kid: COMMAND_KID,
      counter: ++this.#counter,
      notBeforeUtcMs: Math.floor(UTC_MS + nowUs / 1000) - 1_000,
      ttlMs: 10_000,
      targetHash: targetHash(nodeCrypto, order.scope),
      body: orderBody(order),
    });
  }

  audio(broadcast: string, sequence: number, packet: Uint8Array, eos: boolean): Uint8Array {
    return signAudio(nodeCrypto, this.#stream, {
      keyId: STREAM_KID,
      broadcast: broadcast as AudioMessage["broadcast"],
      sequence,
      mediaTime: sequence * FRAME,
      frames: [packet],
      eos,
      disc: false,
      block: [],
    });
  }

  /** What a speaker says, under its pairwise and its device key. */
  said(key: Uint8Array, publicKey: Uint8Array, bytes: Uint8Array): void {
    const read = readUpward(nodeCrypto, key, publicKey, bytes);
    if (!read.ok) throw new Error(`a speaker says what nobody can read: ${read.code}`);
    if (read.message.type === "ack") this.#heard.acks++;
    if (read.message.type !== "receipt") return;
    this.#heard.receipts++;
    this.#heard.played += read.message.played;
  }

  /** The answer to a clock request, as made at `nowUs`; undefined for what is none. */
  clock(key: Uint8Array, request: Uint8Array, nowUs: number): Uint8Array | undefined {
    const read = readClockRequest(nodeCrypto, key, request);
    if (!read.ok) return undefined;
    return encodeClockReply(nodeCrypto, key, {
      nonce: read.request.nonce,
      t1Us: read.request.t1Us,
      t2Us: nowUs,
      t3Us: nowUs,
      clockId: CLOCK_ID,
      utcMs: UTC_MS + nowUs / 1000,
      utcErrorMs: 5,
      keyEpoch: 1,
      cfgVersion: 1,
      goOn: read.request.sounding.map(() => true),
    });
  }
}
