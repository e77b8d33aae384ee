import {
  type Certificate,
  domain,
  ENVELOPE_CONTEXT,
  equalBytes,
  KEYS_TOPIC,
  type KeySet,
  keySetBody,
  parseEnvelope,
  readKeySet,
  signEnvelope,
  targetHash,
} from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import type { Store } from "@dalaba/store";
import type { KeyRing } from "./key-ring";

const DAY_MS = 86_400_000;
/** Years, not days: revocation is the epoch, so that no expiry ever mutes a town (wire.md 6). */
const LIFE_MS = 20 * 365 * DAY_MS;
/** Signed again when less than this is left. */
const RENEW_MS = 10 * 365 * DAY_MS;
const FIRST_EPOCH = 1;

export interface CurrentKeySet {
  readonly keys: KeySet;
  readonly version: number;
  readonly bytes: Uint8Array;
}

/**
 * The retained key set on `pa/keys`, from the store when it still says what the ring says, signed anew by the root
 * otherwise: other keys, certificates that are not valid for years to come (a first start with a clock of 1970 is
 * healed by the next), or none. `nowMs` is UTC. Throws when it must be signed and the root is no longer here.
 */
export function currentKeySet(store: Store, ring: KeyRing, nowMs: number): CurrentKeySet {
  const stored = readStored(store, ring.rootPublicKey);
  if (stored && speaksFor(stored.keys, ring, nowMs)) return stored;
  if (!ring.rootSeed) throw new Error("the key set must be signed by the root, which is not on this machine");
  const keys: KeySet = {
    epoch: stored?.keys.epoch ?? FIRST_EPOCH,
    certificates: ring.publicKeys.map(
      ({ kid, use, maxPriority, publicKey }): Certificate => ({
        kid,
        use,
        maxPriority,
        publicKey,
        notBeforeUtcMs: Math.max(0, nowMs - DAY_MS),
        expiresUtcMs: nowMs + LIFE_MS,
      }),
    ),
  };
  return store.tx(() => {
    const version = store.counters.next(
      `document:${KEYS_TOPIC}`,
      Math.max(nowMs, (stored?.version ?? 0) + 1),
    );
    const bytes = signEnvelope(nodeCrypto, ring.rootSeed as Uint8Array, {
      type: "keys",
      kid: 0,
      counter: version,
      notBeforeUtcMs: nowMs,
      ttlMs: 0,
      targetHash: targetHash(nodeCrypto, { kind: "group", group: "all" }),
      body: keySetBody(keys),
    });
    store.documents.put({ topic: KEYS_TOPIC, version, bytes }, nowMs);
    return { keys, version, bytes };
  });
}

function readStored(store: Store, root: Uint8Array): CurrentKeySet | undefined {
  const document = store.documents.get(KEYS_TOPIC);
  const parsed = document ? parseEnvelope(document.bytes) : undefined;
  if (!document || !parsed?.ok) return undefined;
  if (!nodeCrypto.verify(root, domain(ENVELOPE_CONTEXT, parsed.signedBytes), parsed.signature))
    return undefined;
  const read = readKeySet(parsed.envelope);
  return read.ok ? { keys: read.keys, version: document.version, bytes: document.bytes } : undefined;
}

function speaksFor(keys: KeySet, ring: KeyRing, nowMs: number): boolean {
  return (
    keys.certificates.length === ring.publicKeys.length &&
    ring.publicKeys.every((own) =>
      keys.certificates.some(
        (each) =>
          each.kid === own.kid &&
          each.use === own.use &&
          each.maxPriority === own.maxPriority &&
          equalBytes(each.publicKey, own.publicKey) &&
          each.notBeforeUtcMs <= nowMs &&
          each.expiresUtcMs - nowMs > RENEW_MS,
      ),
    )
  );
}
