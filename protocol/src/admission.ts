import { type Crypto, domain } from "./crypto";
import type { Certificate, KeySet } from "./documents";
import { readKeySet } from "./documents";
import {
  addresses,
  ENVELOPE_CONTEXT,
  type Envelope,
  type EnvelopeRefusal,
  isOrder,
  parseEnvelope,
  type Scope,
} from "./envelope";
import type { Order } from "./orders";
import { ReceivedOrder } from "./received-order";
import { type Refusal, refuse } from "./scalars";

/** Which signed bytes a speaker obeys (SPEC 6): signature, use, authority, freshness, replay, target. */

/** An order is remembered this long, so that its repeats are answered and never obeyed twice. */
export const REPLAY_MEMORY_MS = 60_000;
const MAX_REMEMBERED = 4096;
/** notBefore lies so long before the moment of signing (SPEC 4.12), ms. */
const SIGNED_AFTER_MS = 2_000;
/** What the speaker's UTC of its boot may be wrong by, ms: half of the longest round trip of SPEC 3.2, twice. */
const BOOT_SLACK_MS = 1_000;

export type AdmissionRefusal =
  | EnvelopeRefusal
  | "bad-order"
  | "bad-document"
  | "unknown-key"
  | "key-use"
  | "key-expired"
  | "bad-signature"
  | "priority-over-key"
  | "utc-untrusted"
  | "not-yet-valid"
  | "expired"
  | "before-boot"
  | "replayed"
  | "counter-reused"
  | "not-target"
  | "stale-config"
  | "old-epoch"
  | "version-rollback"
  | "issued-mismatch";

export interface SpeakerIdentity {
  readonly speaker: string;
  /** Groups and version of the persisted cfg. */
  readonly groups: ReadonlySet<string>;
  readonly cfgVersion: number;
  readonly rootKey: Uint8Array;
  /** undefined until `pa/keys` arrived. */
  readonly keys: KeySet | undefined;
  /** UTC ms of its boot: what it obeyed before that, it does not remember. Absent: not judged. */
  readonly bootedUtcMs?: number | undefined;
}

export interface SeenOrder {
  /** UTC ms when it was first seen. */
  readonly atUtcMs: number;
  /** SHA-256 of its bytes, hex: only the very same order is a repeat. */
  readonly digest: string;
}

/** Orders seen, oldest first, by "kid:counter". */
export type ReplayMemory = ReadonlyMap<string, SeenOrder>;

export type Admission =
  | {
      readonly ok: true;
      readonly order: Order;
      readonly envelope: Envelope;
      readonly memory: ReplayMemory;
      /** The signing key's maxPriority: RETIME and UPDATE of a broadcast above it are refused (SPEC 6.2). */
      readonly authority: number;
    }
  | (Refusal<AdmissionRefusal> & { readonly counter?: number });

const ORDER_KEY_USES = { command: ["command", "emergency"], emergency: ["emergency"] } as const;

function checkSignature(
  crypto: Crypto,
  certificate: Certificate,
  signedBytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  return crypto.verify(certificate.publicKey, domain(ENVELOPE_CONTEXT, signedBytes), signature);
}

/** True when the speaker is the id, is listed, or its persisted cfg lists the group. */
export function isTarget(identity: SpeakerIdentity, scope: Scope): boolean {
  switch (scope.kind) {
    case "speaker":
      return scope.speaker === identity.speaker;
    case "group":
      return identity.groups.has(scope.group);
    case "list":
      return scope.speakers.includes(identity.speaker);
  }
}

/**
 * Judges an order. Cheap checks come before the signature. `nowUtcMs` is undefined while UTC is not trusted: then no
 * order is obeyed. A refused order must leave no trace but a counter; `replayed` is answered with the stored ACK.
 */
export function admitOrder(
  crypto: Crypto,
  identity: SpeakerIdentity,
  memory: ReplayMemory,
  received: Uint8Array | ReceivedOrder,
  nowUtcMs: number | undefined,
): Admission {
  const arrived = received instanceof ReceivedOrder ? received : new ReceivedOrder(received);
  const { parsed } = arrived;
  if (!parsed.ok) return parsed;
  const { envelope } = parsed;
  if (!isOrder(envelope.type)) return refuse("envelope-type", "a document on an order topic");
  if (nowUtcMs === undefined) return refuse("utc-untrusted", "no trusted UTC yet");
  if (nowUtcMs < envelope.notBeforeUtcMs)
    return refuse("not-yet-valid", `${envelope.notBeforeUtcMs - nowUtcMs} ms early`);
  if (nowUtcMs > envelope.notBeforeUtcMs + envelope.ttlMs)
    return refuse("expired", `${nowUtcMs - envelope.notBeforeUtcMs - envelope.ttlMs} ms late`);
  const signedMs = envelope.notBeforeUtcMs + SIGNED_AFTER_MS;
  if (signedMs + BOOT_SLACK_MS < (identity.bootedUtcMs ?? 0))
    return refuse("before-boot", `signed ${(identity.bootedUtcMs ?? 0) - signedMs} ms before`);
  const seen = `${envelope.kid}:${envelope.counter}`;
  const known = memory.get(seen);
  // Nobody is answered for knowing a counter: a repeat has every byte of the order that was obeyed.
  if (known && known.digest !== arrived.digest(crypto)) return refuse("counter-reused", seen);
  if (known) return { ...refuse("replayed", seen), counter: envelope.counter };
  const certificate = identity.keys?.certificates.find((each) => each.kid === envelope.kid);
  if (!certificate) return refuse("unknown-key", `kid ${envelope.kid}`);
  if (!(ORDER_KEY_USES.command as readonly string[]).includes(certificate.use))
    return refuse("key-use", certificate.use);
  if (nowUtcMs < certificate.notBeforeUtcMs || nowUtcMs > certificate.expiresUtcMs)
    return refuse("key-expired", `kid ${envelope.kid}`);
  if (!arrived.genuine(crypto, certificate.publicKey)) return refuse("bad-signature", `kid ${envelope.kid}`);
  const read = arrived.read();
  if (!read.ok) return read;
  const { order } = read;
  if (!arrived.addresses(crypto, order.scope) || !isTarget(identity, order.scope))
    return refuse("not-target", "addressed to others");
  const priority = order.type === "offer" || order.type === "stop" ? order.priority : 0;
  if (priority > certificate.maxPriority)
    return refuse("priority-over-key", `${priority} over ${certificate.maxPriority}`);
  if (order.type === "offer") {
    if (order.epoch < (identity.keys?.epoch ?? 0)) return refuse("old-epoch", `epoch ${order.epoch}`);
    if (order.issued > envelope.counter) return refuse("issued-mismatch", "issued after its own envelope");
    if (order.scope.kind === "group" && order.cfgVersion > identity.cfgVersion)
      return {
        ...refuse("stale-config", `cfg ${identity.cfgVersion} before ${order.cfgVersion}`),
        counter: envelope.counter,
      };
  }
  const next = new Map(memory);
  for (const [key, { atUtcMs }] of next) {
    if (nowUtcMs - atUtcMs <= REPLAY_MEMORY_MS && next.size < MAX_REMEMBERED) break;
    next.delete(key);
  }
  next.set(seen, { atUtcMs: nowUtcMs, digest: arrived.digest(crypto) });
  return { ok: true, order, envelope, memory: next, authority: certificate.maxPriority };
}

export type DocumentAdmission =
  | { readonly ok: true; readonly envelope: Envelope }
  | Refusal<AdmissionRefusal>;

/** Judges a cfg document: signed by a command key, addressed to this speaker, never older than the one it keeps. */
export function admitConfig(crypto: Crypto, identity: SpeakerIdentity, bytes: Uint8Array): DocumentAdmission {
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) return parsed;
  const { envelope } = parsed;
  if (envelope.type !== "cfg") return refuse("envelope-type", envelope.type);
  const certificate = identity.keys?.certificates.find((each) => each.kid === envelope.kid);
  if (!certificate) return refuse("unknown-key", `kid ${envelope.kid}`);
  if (certificate.use !== "command") return refuse("key-use", certificate.use);
  if (!checkSignature(crypto, certificate, parsed.signedBytes, parsed.signature))
    return refuse("bad-signature", `kid ${envelope.kid}`);
  if (!addresses(crypto, envelope, { kind: "speaker", speaker: identity.speaker }))
    return refuse("not-target", "addressed to another");
  if (envelope.counter < identity.cfgVersion)
    return refuse("version-rollback", `${envelope.counter} before ${identity.cfgVersion}`);
  return { ok: true, envelope };
}

/** Judges the key set: signed by the pinned root, addressed to all, never an older version or epoch. */
export function admitKeySet(
  crypto: Crypto,
  identity: SpeakerIdentity,
  keysVersion: number,
  bytes: Uint8Array,
): { ok: true; keys: KeySet; version: number } | Refusal<AdmissionRefusal> {
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) return parsed;
  const { envelope } = parsed;
  if (envelope.type !== "keys") return refuse("envelope-type", envelope.type);
  if (envelope.kid !== 0) return refuse("key-use", "a key set is signed by the root");
  if (!crypto.verify(identity.rootKey, domain(ENVELOPE_CONTEXT, parsed.signedBytes), parsed.signature))
    return refuse("bad-signature", "root");
  if (!addresses(crypto, envelope, { kind: "group", group: "all" })) return refuse("not-target", "key set");
  if (envelope.counter < keysVersion)
    return refuse("version-rollback", `${envelope.counter} before ${keysVersion}`);
  const read = readKeySet(envelope);
  if (!read.ok) return read;
  if (read.keys.epoch < (identity.keys?.epoch ?? 0)) return refuse("old-epoch", `epoch ${read.keys.epoch}`);
  return { ok: true, keys: read.keys, version: envelope.counter };
}
