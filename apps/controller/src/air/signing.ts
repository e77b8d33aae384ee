import {
  ALERT_PRIORITY,
  type Envelope,
  MAX_JSON_BYTES,
  MAX_PRIORITY,
  type Order,
  orderBody,
  signEnvelope,
  targetHash,
  utf8Encode,
} from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import type { SignableOrder, SignerAnswer, SignerAsk, SignerCode } from "./signer-messages";
import type { SigningKey } from "./signing-keys";

/** Orders are fresh for so long; a broadcast's life is its startBy and endsBy (wire.md 4). */
const ORDER_TTL_MS = 30_000;
/** A speaker's clock may run behind by this much and still take the order at once. */
const NOT_BEFORE_SLACK_MS = 2000;

const ALERT_CLASSES = ["evacuation", "alert"];
/** What may state 80 and more: alerts, and a supervisor's voice. Never music, schedules, links or phone pages. */
const LOUD_CLASSES = [...ALERT_CLASSES, "talk"];

export interface SignerKeys {
  readonly command: SigningKey;
  readonly emergency: SigningKey;
}

/** Makes and signs envelopes. Holds the order counter; waits for nothing. */
export class Signing {
  readonly #keys: SignerKeys;
  #counter: number;

  /** `lastCounter`: the last one used before; new keys go on from it. */
  constructor(keys: SignerKeys, lastCounter = 0) {
    this.#keys = keys;
    this.#counter = lastCounter;
  }

  get lastCounter(): number {
    return this.#counter;
  }

  sign(ask: Exclude<SignerAsk, { type: "load" }>, utcMs: number): SignerAnswer {
    return ask.type === "order" ? this.#order(ask.order, utcMs) : this.#document(ask);
  }

  #order(order: SignableOrder, utcMs: number): SignerAnswer {
    const fault = orderFault(order);
    if (fault) return fault;
    const counter = Math.max(this.#counter + 1, Math.floor(utcMs * 1000));
    const whole = order.type === "offer" && order.issued === 0 ? { ...order, issued: counter } : order;
    const key = order.priority >= ALERT_PRIORITY ? this.#keys.emergency : this.#keys.command;
    const answer = seal(key, {
      type: order.type,
      kid: key.kid,
      counter,
      notBeforeUtcMs: Math.max(0, Math.floor(utcMs) - NOT_BEFORE_SLACK_MS),
      ttlMs: ORDER_TTL_MS,
      targetHash: targetHash(nodeCrypto, order.scope),
      body: orderBody(stated(whole)),
    });
    if (answer.ok) this.#counter = counter;
    return answer;
  }

  #document(ask: Extract<SignerAsk, { type: "document" }>): SignerAnswer {
    const key = this.#keys.command;
    return seal(key, {
      type: ask.document,
      kid: key.kid,
      counter: ask.counter,
      notBeforeUtcMs: 0,
      ttlMs: 0,
      targetHash: targetHash(nodeCrypto, ask.scope),
      body: ask.body,
    });
  }
}

/** What is signed: a RETIME without the priority that chose its key. */
function stated(order: SignableOrder): Order {
  if (order.type !== "retime") return order;
  const { priority: _chosen, ...retime } = order;
  return retime;
}

const no = (code: SignerCode, detail: string): SignerAnswer => ({ ok: false, code, detail });

function orderFault(order: SignableOrder): SignerAnswer | undefined {
  const { priority } = order;
  if (!Number.isInteger(priority) || priority < 0 || priority > MAX_PRIORITY)
    return no("priority-over-limit", `priority ${priority}; 0 to ${MAX_PRIORITY} can be signed`);
  if (order.type !== "offer") return undefined;
  const loud = priority >= ALERT_PRIORITY;
  if (loud && !LOUD_CLASSES.includes(order.class))
    return no("class-priority", `class ${order.class} may not state ${priority}`);
  if (!loud && ALERT_CLASSES.includes(order.class))
    return no("class-priority", `class ${order.class} needs ${ALERT_PRIORITY} or more`);
  return undefined;
}

function seal(key: SigningKey, envelope: Envelope): SignerAnswer {
  const length = utf8Encode(JSON.stringify(envelope.body)).length;
  if (length > MAX_JSON_BYTES)
    return no("order-too-long", `${length} bytes of JSON, at most ${MAX_JSON_BYTES}`);
  return { ok: true, bytes: signEnvelope(nodeCrypto, key.seed, envelope), counter: envelope.counter };
}
