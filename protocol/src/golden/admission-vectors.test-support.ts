import { publicKeyOf } from "../../node/crypto";
import { admitConfig, admitKeySet, admitOrder, type SpeakerIdentity } from "../admission";
import { toHex } from "../bytes";
import { readConfig } from "../documents";
import type { Scope } from "../envelope";
import {
  configBytes,
  keysBytes,
  OFFER,
  orderBytes,
  RETIME,
  STOP,
  TO_ALL,
  TO_LIST,
  TO_ME,
  UPDATE,
} from "./envelope-vectors.test-support";
import {
  ADMIN,
  CERTIFICATES,
  CFG_VERSION,
  COMMAND,
  crypto,
  EMERGENCY,
  EPOCH,
  envelopeOf,
  FUTURE,
  flipped,
  GROUPS,
  KEYS_VERSION,
  NOW_MS,
  PAST,
  plain,
  ROOT,
  SPEAKER,
  STRANGER,
  STREAM,
  signed,
  testSeed,
  verdict,
} from "./test-keys.test-support";

export const ME: SpeakerIdentity = {
  speaker: SPEAKER,
  groups: new Set(GROUPS),
  cfgVersion: CFG_VERSION,
  rootKey: publicKeyOf(ROOT.seed),
  keys: { epoch: EPOCH, certificates: CERTIFICATES },
};

const START_MS = NOW_MS - 1000;
const END_MS = START_MS + 10_000;
/** By SPEC 4.12: 2 s after notBefore. */
const SIGNED_MS = START_MS + 2_000;

function order(
  name: string,
  bytes: Uint8Array,
  at: { now?: number | null; remembered?: string[]; rememberedAs?: Uint8Array; bootedUtcMs?: number } = {},
): object {
  const { now = NOW_MS, remembered = [], rememberedAs, bootedUtcMs } = at;
  const digest = toHex(crypto.sha256(rememberedAs ?? bytes));
  const memory = new Map(remembered.map((each) => [each, { atUtcMs: NOW_MS - 1, digest }]));
  const me = bootedUtcMs === undefined ? ME : { ...ME, bootedUtcMs };
  const read = admitOrder(crypto, me, memory, bytes, now ?? undefined);
  return verdict(name, bytes, read, () => (read.ok ? { order: read.order, authority: read.authority } : {}), {
    nowUtcMs: now,
    ...(remembered.length > 0 ? { remembered } : {}),
    ...(rememberedAs ? { rememberedSha256: digest } : {}),
    ...(bootedUtcMs === undefined ? {} : { bootedUtcMs }),
  });
}

const offer = (over: object = {}, signer = COMMAND as { kid: number; seed: Uint8Array }) =>
  orderBytes(OFFER, signer, {}, over);
const emergency = { ...OFFER, priority: 100, class: "evacuation" } as const;
const counter = NOW_MS * 1000;

function orderCases(): object[] {
  const good = offer();
  const absent = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));
  const to = (scope: Scope) => orderBytes({ ...STOP, scope });
  const listed = { kind: "list", speakers: ["sp-002", "sp-003"] } as const;
  return [
    order("an offer to all", good),
    order(
      "an offer with every optional member left out",
      offer(absent("cfgVersion", "replaces", "rPpb", "gainDb", "chime", "resume", "waitMs", "night", "auth")),
    ),
    order("an offer with members nobody knows", offer({ fallbackClip: "x", later: { deep: [1, [2]] } })),
    order("an offer with its clip", offer({ clip: CLIP })),
    order("an offer whose clip has members nobody knows", offer({ clip: { ...CLIP, codec: "opus" } })),
    order("a clip without frames", offer({ clip: { ...CLIP, frames: 0 } })),
    order("a clip under half a hash", offer({ clip: { ...CLIP, sha256: "00ff" } })),
    order("a clip that is a name", offer({ clip: CLIP.sha256 })),
    order("a stop", orderBytes(STOP)),
    order("a stop at once", orderBytes(STOP, COMMAND, {}, absent("endMediaTime"))),
    order("a retime to a list", orderBytes(RETIME)),
    order("an update to this speaker", orderBytes(UPDATE)),
    order("at the first instant of its life", good, { now: START_MS }),
    order("at the last instant of its life", good, { now: END_MS }),
    order("an evacuation by the emergency key", orderBytes(emergency, EMERGENCY)),
    order("a talk by the emergency key", offer({}, EMERGENCY)),
    order("a stop of 100 by the emergency key", orderBytes({ ...STOP, priority: 100 }, EMERGENCY)),
    order(
      "a priority over 100 is no admission's affair, but no key reaches it",
      offer({ priority: 101 }, EMERGENCY),
    ),
    order("another order remembered", good, {
      remembered: [`${COMMAND.kid}:${counter - 1}`, `31:${counter}`],
    }),
    order("two scopes: the speaker counts, and the hash is of the group", offer({ speaker: SPEAKER })),
    order(
      "two scopes: the speaker counts, and the hash is the speaker's",
      orderBytes({ ...STOP, scope: TO_ME }, COMMAND, {}, { group: "all" }),
    ),
    order("a document", configBytes()),
    order("without trusted UTC", good, { now: null }),
    order("a millisecond early", good, { now: START_MS - 1 }),
    order("a millisecond late", good, { now: END_MS + 1 }),
    order("seen before", good, { remembered: [`${COMMAND.kid}:${counter}`] }),
    order("a forgery under the counter of an order that was obeyed", flipped(good, -10), {
      remembered: [`${COMMAND.kid}:${counter}`],
      rememberedAs: good,
    }),
    order("another genuine order under the counter of one that was obeyed", offer({ gainDb: -20 }), {
      remembered: [`${COMMAND.kid}:${counter}`],
      rememberedAs: good,
    }),
    order("signed a second before the boot", good, { bootedUtcMs: SIGNED_MS + 1000 }),
    order("signed longer ago than a second before the boot", good, { bootedUtcMs: SIGNED_MS + 1001 }),
    order("by a key nobody named", offer({}, STRANGER)),
    order("by kid 0, which is the root's", offer({}, ROOT)),
    order("by a stream key", offer({}, STREAM)),
    order("by an admin key", offer({}, ADMIN)),
    order("by a key not good yet", offer({}, FUTURE)),
    order("by a key that was good once", offer({}, PAST)),
    order("one bit of the signature changed", flipped(good, -10)),
    order("one bit of the counter changed", flipped(good, 11)),
    order(
      "the stranger's signature under the command key's id",
      offer({}, { ...STRANGER, kid: COMMAND.kid }),
    ),
    order("a broadcast id in capitals", offer({ broadcast: "0123456789ABCDEF" })),
    order("a class nobody knows", offer({ class: "shout" })),
    order("a gain above 0", offer({ gainDb: 1 })),
    order("no t0Us", offer(absent("t0Us"))),
    order("a delay class missing", offer({ delayUs: { lan: 80_000 } })),
    order("a delay over 10 s", offer({ delayUs: { lan: 80_000, wan: 10_000_001 } })),
    order("stream key 0", offer({ streamKid: 0 })),
    order("audio on a foreign topic", offer({ topic: "pa/d/sp-001/cmd" })),
    order("audio on a topic of no broadcast", offer({ topic: "pa/b/all/a" })),
    order("17 to replace", offer({ replaces: Array.from({ length: 17 }, () => "00000000000000aa") })),
    order("text where a number belongs", offer({ priority: "60" })),
    order("a stop of nothing", orderBytes(STOP, COMMAND, {}, { broadcasts: [] })),
    order("a stop for a reason nobody knows", orderBytes(STOP, COMMAND, {}, { reason: "bored" })),
    order("a stop of over 100", orderBytes(STOP, EMERGENCY, {}, { priority: 101 })),
    order("a retime without a revision", orderBytes(RETIME, COMMAND, {}, absent("rev"))),
    order("an update with revision 0", orderBytes(UPDATE, COMMAND, {}, { rev: 0 })),
    order("no scope", orderBytes(STOP, COMMAND, {}, absent("group"))),
    order("to another speaker", to({ kind: "speaker", speaker: "sp-002" })),
    order("to a group that the cfg does not list", to({ kind: "group", group: "s-west" })),
    order("to a list without it", to(listed)),
    order(
      "a body for all under a hash for another",
      orderBytes(OFFER, COMMAND, { targetHash: new Uint8Array(16) }),
    ),
    order(
      "re-addressed: the list rewritten to name it",
      orderBytes({ ...STOP, scope: listed }, COMMAND, {}, { speakers: [SPEAKER] }),
    ),
    order("an evacuation by the command key", orderBytes(emergency)),
    order("priority 80 by the command key", offer({ priority: 80 })),
    order("priority 79 by the command key", offer({ priority: 79 })),
    order("a stop of 100 by the command key", orderBytes({ ...STOP, priority: 100 })),
    order("an older epoch", offer({ epoch: EPOCH - 1 })),
    order("a newer epoch", offer({ epoch: EPOCH + 1 })),
    order("issued after its own envelope", offer({ issued: counter + 1 })),
    order("a re-offer: issued before its envelope", offer({ issued: counter - 5_000_000 })),
    order("a membership newer than the cfg", offer({ cfgVersion: CFG_VERSION + 1 })),
    order(
      "a newer cfg version matters to a group scope alone",
      orderBytes({ ...OFFER, scope: TO_LIST, cfgVersion: CFG_VERSION + 1 }),
    ),
  ];
}

function config(name: string, bytes: Uint8Array, stored = CFG_VERSION): object {
  const admitted = admitConfig(crypto, { ...ME, cfgVersion: stored }, bytes);
  const read = admitted.ok ? readConfig(admitted.envelope) : admitted;
  return verdict(
    name,
    bytes,
    read,
    () => (read.ok && admitted.ok ? { version: admitted.envelope.counter, config: read.config } : {}),
    { storedVersion: stored },
  );
}

const CLIP = { sha256: "5a".repeat(32), bytes: 24_000, frames: 500 };

const QUIET = {
  quietHours: [{ fromMinute: 1320, toMinute: 360 }],
  utcOffsets: [
    { fromUtcMs: 0, minutes: 60 },
    { fromUtcMs: NOW_MS + 86_400_000, minutes: 120 },
  ],
};

function configCases(): object[] {
  const good = configBytes();
  return [
    config("a configuration", good, CFG_VERSION - 1),
    config("the same version again", good),
    config("the first ever", good, 0),
    config(
      "the least it must say",
      configBytes(COMMAND, {}, { muted: null, trimUs: null, clockUrl: null, groups: null }),
    ),
    config("by a command key past its time", configBytes(PAST)),
    config("a lower version", good, CFG_VERSION + 1),
    config("an order", orderBytes(STOP)),
    config("a key set", keysBytes()),
    config("by the emergency key", configBytes(EMERGENCY)),
    config("by the stream key", configBytes(STREAM)),
    config("by a key nobody named", configBytes(STRANGER)),
    config("one bit changed", flipped(good, 11)),
    config(
      "another speaker's",
      configBytes(COMMAND, {}, { speaker: "sp-002" }, { kind: "speaker", speaker: "sp-002" }),
    ),
    config("no level", configBytes(COMMAND, {}, { levelDb: null })),
    config("a level above 0", configBytes(COMMAND, {}, { levelDb: 1 })),
    config("a delay class nobody knows", configBytes(COMMAND, {}, { delayClass: "moon" })),
    config("a trim too large", configBytes(COMMAND, {}, { trimUs: 500_001 })),
    config("a clock elsewhere", configBytes(COMMAND, {}, { clockUrl: "http://example.org" })),
    config("quiet hours, and a summer time to come", configBytes(COMMAND, {}, QUIET)),
    config("a bundle", configBytes(COMMAND, {}, { bundle: { sha256: CLIP.sha256, bytes: 9_000 } })),
    config("a bundle without a length", configBytes(COMMAND, {}, { bundle: { sha256: CLIP.sha256 } })),
    config("an empty list of quiet hours", configBytes(COMMAND, {}, { quietHours: [] })),
    config(
      "members of a quiet hour that nobody knows",
      configBytes(COMMAND, {}, { quietHours: [{ fromMinute: 0, toMinute: 1, days: "MO" }] }),
    ),
    config(
      "a quiet hour at minute 1440",
      configBytes(COMMAND, {}, { quietHours: [{ fromMinute: 1320, toMinute: 1440 }] }),
    ),
    config(
      "nine quiet hours",
      configBytes(COMMAND, {}, { quietHours: Array.from({ length: 9 }, () => QUIET.quietHours[0]) }),
    ),
    config("an offset without an instant", configBytes(COMMAND, {}, { utcOffsets: [{ minutes: 480 }] })),
    config(
      "an offset of more than a day",
      configBytes(COMMAND, {}, { utcOffsets: [{ fromUtcMs: 0, minutes: 1441 }] }),
    ),
    config("a group that is no id", configBytes(COMMAND, {}, { groups: ["all", "z/road"] })),
  ];
}

function keySet(
  name: string,
  bytes: Uint8Array,
  stored: { version?: number; epoch?: number; none?: boolean } = {},
): object {
  const { version = KEYS_VERSION, epoch = EPOCH, none = false } = stored;
  const identity = { ...ME, keys: none ? undefined : { epoch, certificates: CERTIFICATES } };
  const read = admitKeySet(crypto, identity, none ? 0 : version, bytes);
  return verdict(
    name,
    bytes,
    read,
    () =>
      read.ok ? { version: read.version, epoch: read.keys.epoch, certificates: read.keys.certificates } : {},
    none ? { storedVersion: 0, storedEpoch: 0 } : { storedVersion: version, storedEpoch: epoch },
  );
}

function keySetCases(): object[] {
  const good = keysBytes();
  const certificate = (over: object) => [{ ...(plain(CERTIFICATES[0]) as object), ...over }];
  return [
    keySet("the first key set", good, { none: true }),
    keySet("the same version again", good),
    keySet(
      "a higher version and epoch",
      keysBytes(ROOT, { counter: KEYS_VERSION + 1 }, { epoch: EPOCH + 1 }),
    ),
    keySet("no key at all", keysBytes(ROOT, {}, { certificates: [] })),
    keySet("a lower version", good, { version: KEYS_VERSION + 1 }),
    keySet(
      "a higher version with a lower epoch",
      keysBytes(ROOT, { counter: KEYS_VERSION + 1 }, { epoch: EPOCH - 1 }),
    ),
    keySet("a configuration", configBytes()),
    keySet("by the command key", keysBytes(COMMAND)),
    keySet("by the command key under kid 0", keysBytes({ kid: 0, seed: COMMAND.seed })),
    keySet("by another root", keysBytes({ kid: 0, seed: testSeed("another root key") })),
    keySet("one bit changed", flipped(good, 100)),
    keySet("addressed to one speaker", keysBytes(ROOT, {}, {}, TO_ME)),
    keySet(
      "17 keys",
      keysBytes(ROOT, {}, { certificates: Array.from({ length: 17 }, () => certificate({})[0]) }),
    ),
    keySet("a key id of 0", keysBytes(ROOT, {}, { certificates: certificate({ kid: 0 }) })),
    keySet("a public key too short", keysBytes(ROOT, {}, { certificates: certificate({ publicKey: "ab" }) })),
    keySet("a use nobody knows", keysBytes(ROOT, {}, { certificates: certificate({ use: "all" }) })),
    keySet("a priority over 100", keysBytes(ROOT, {}, { certificates: certificate({ maxPriority: 101 }) })),
    keySet("keys that are no list", keysBytes(ROOT, {}, { certificates: null })),
    keySet("a limits document", signed(ROOT, envelopeOf("lim", TO_ALL, { group: "all" }))),
  ];
}

/** admission.json: SPEC 6.1, 6.5, 6.6. */
export function admissionVectors(): object {
  return {
    about:
      "SPEC 6.1 (orders), 6.6 (configs), 6.5 (keySets). The speaker below has stored the key set keySet and, unless a case says otherwise, a cfg of version cfgVersion. nowUtcMs null: UTC is not trusted. remembered: kid:counter of orders obeyed just before, with the very bytes of the case, or with those whose SHA-256 is rememberedSha256. bootedUtcMs: the UTC at which the speaker booted; absent: long ago.",
    speaker: SPEAKER,
    groups: GROUPS,
    cfgVersion: CFG_VERSION,
    rootKey: toHex(ME.rootKey),
    keySet: toHex(keysBytes()),
    orders: orderCases(),
    configs: configCases(),
    keySets: keySetCases(),
  };
}
