import { publicKeyOf } from "../../node/crypto";
import { toHex, utf8Encode } from "../bytes";
import { domain } from "../crypto";
import { configBody, keySetBody } from "../documents";
import {
  ENVELOPE_CONTEXT,
  parseEnvelope,
  type Scope,
  scopeText,
  signEnvelope,
  targetHash,
} from "../envelope";
import { type Order, type OrderType, orderBody } from "../index";
import {
  altered,
  BROADCAST,
  CERTIFICATES,
  CFG_VERSION,
  COMMAND,
  crypto,
  EMERGENCY,
  EPOCH,
  envelopeOf,
  flipped,
  GROUPS,
  KEYS_VERSION,
  NOW_MS,
  ROOT,
  type Signer,
  SPEAKER,
  STREAM,
  signed,
  verdict,
} from "./test-keys.test-support";

export const TO_ME: Scope = { kind: "speaker", speaker: SPEAKER };
export const TO_ALL: Scope = { kind: "group", group: "all" };
export const TO_LIST: Scope = { kind: "list", speakers: ["sp-003", SPEAKER, "Sp_2"] };

export const OFFER = {
  type: "offer",
  scope: TO_ALL,
  cfgVersion: CFG_VERSION,
  epoch: EPOCH,
  broadcast: BROADCAST,
  priority: 60,
  class: "talk",
  issued: NOW_MS * 1000,
  replaces: ["00000000000000aa"],
  m0: 0,
  t0Us: 5_000_000_000,
  rPpb: 0,
  delayUs: { lan: 80_000, wan: 400_000 },
  clockId: "c10c000000000001",
  streamKid: STREAM.kid,
  topic: `pa/b/${BROADCAST}/a`,
  startByUtcMs: NOW_MS + 10_000,
  endsByUtcMs: NOW_MS + 1_800_000,
  gainDb: -3,
  chime: "two-tone",
  resume: "none",
  waitMs: 0,
  night: "no",
  auth: "each",
} as const satisfies Order;

export const STOP = {
  type: "stop",
  scope: TO_ALL,
  broadcasts: [BROADCAST, "00000000000000aa"],
  priority: 60,
  reason: "finished",
  endMediaTime: 480_000,
  endsByUtcMs: NOW_MS + 1_800_000,
} as const satisfies Order;

export const RETIME = {
  type: "retime",
  scope: TO_LIST,
  broadcast: BROADCAST,
  rev: 2,
  m0: 96_000,
  t0Us: 5_002_000_100,
  rPpb: -50_000,
  delayUs: { lan: 80_000, wan: 400_000 },
} as const satisfies Order;

export const UPDATE = {
  type: "update",
  scope: TO_ME,
  broadcast: BROADCAST,
  rev: 1,
  gainDb: -12,
  endsByUtcMs: NOW_MS + 60_000,
} as const satisfies Order;

export const CONFIG = {
  speaker: SPEAKER,
  groups: GROUPS,
  levelDb: -6,
  muted: false,
  delayClass: "wan",
  trimUs: 1500,
  clockUrl: "udp://192.0.2.10:1884",
} as const;

/** An order by its own scope, signed; `body` members replace those of the order. */
export function orderBytes(
  order: Order,
  signer: Signer = COMMAND,
  over: Parameters<typeof envelopeOf>[3] = {},
  body: object = {},
): Uint8Array {
  const members = { ...orderBody(order), ...body };
  return signed(signer, envelopeOf(order.type as OrderType, order.scope, members, over));
}

export function configBytes(
  signer: Signer = COMMAND,
  over: Parameters<typeof envelopeOf>[3] = {},
  body: object = {},
  scope: Scope = TO_ME,
): Uint8Array {
  return signed(signer, envelopeOf("cfg", scope, { ...configBody(CONFIG), ...body }, over));
}

export function keysBytes(
  signer: Signer = ROOT,
  over: Parameters<typeof envelopeOf>[3] = {},
  body: object = {},
  scope: Scope = TO_ALL,
): Uint8Array {
  const members = { ...keySetBody({ epoch: EPOCH, certificates: CERTIFICATES }), ...body };
  return signed(signer, envelopeOf("keys", scope, members, { counter: KEYS_VERSION, ...over }));
}

const PUBLIC = new Map([ROOT, COMMAND, EMERGENCY].map(({ kid, seed }) => [kid, publicKeyOf(seed)] as const));

function parsed(name: string, bytes: Uint8Array): object {
  const read = parseEnvelope(bytes);
  return verdict(name, bytes, read, () => {
    if (!read.ok) return {};
    const key = PUBLIC.get(read.envelope.kid);
    const verifies =
      key !== undefined && crypto.verify(key, domain(ENVELOPE_CONTEXT, read.signedBytes), read.signature);
    return { ...read.envelope, verifies };
  });
}

/** An envelope around JSON text as it stands, which the encoder would never write. */
function around(text: string | Uint8Array): Uint8Array {
  const empty = signEnvelope(crypto, COMMAND.seed, envelopeOf("stop", TO_ALL, {}));
  const json = typeof text === "string" ? utf8Encode(text) : text;
  const out = new Uint8Array(40 + json.length + 64);
  out.set(empty.subarray(0, 40));
  out.set(json, 40);
  out.set(crypto.sign(COMMAND.seed, domain(ENVELOPE_CONTEXT, out.subarray(0, -64))), 40 + json.length);
  return out;
}

const padded = (bytes: number) => `{"a":"${"x".repeat(bytes - 8)}"}`;

/** envelope.json: SPEC 4.3 and the signature. */
export function envelopeVectors(): object {
  const offer = orderBytes(OFFER);
  const version = (at: number, high: number) => altered(offer, at, 0, high, 0, 0, 0, 0, 0, 0);
  return {
    about: "SPEC 4.3. verifies: the signature passes under the key of that kid in keys.",
    keys: Object.fromEntries([...PUBLIC].map(([kid, key]) => [kid, toHex(key)])),
    cases: [
      parsed("an offer", offer),
      parsed("a stop", orderBytes(STOP)),
      parsed("a retime", orderBytes(RETIME)),
      parsed("an update", orderBytes(UPDATE)),
      parsed("a configuration", configBytes()),
      parsed("a key set", keysBytes()),
      parsed("limits, reserved", signed(COMMAND, envelopeOf("lim", TO_ALL, { group: "all" }))),
      parsed("a bundle, reserved", signed(COMMAND, envelopeOf("bundle", TO_ALL, { group: "all" }))),
      parsed("an empty object", around("{}")),
      parsed("text beyond ASCII", around('{"名":"村口 📢"}')),
      parsed("exactly 8192 bytes of JSON", around(padded(8192))),
      parsed("the longest life", orderBytes(UPDATE, COMMAND, { ttlMs: 30_000 })),
      parsed("the largest counter", orderBytes(UPDATE, COMMAND, { counter: Number.MAX_SAFE_INTEGER })),
      parsed("one bit of the JSON changed", flipped(offer, 60)),
      parsed("one bit of the counter changed", flipped(offer, 11)),
      parsed("one bit of the target changed", flipped(offer, 30)),
      parsed("one bit of the signature changed", flipped(offer, -64)),
      parsed("the key id of another key", altered(offer, 2, 0, EMERGENCY.kid)),
      parsed("nothing", new Uint8Array(0)),
      parsed("105 bytes", around("{}").subarray(0, 105)),
      parsed("8193 bytes of JSON", around(padded(8193))),
      parsed("another version", altered(offer, 0, 0xc0)),
      parsed("an unknown type", altered(offer, 1, 5)),
      parsed("type 0", altered(offer, 1, 0)),
      parsed("a counter of 2^53", version(4, 0x20)),
      parsed("a notBefore of 2^53", version(12, 0x20)),
      parsed("an order without a life", orderBytes(UPDATE, COMMAND, { ttlMs: 0 })),
      parsed("an order with a life over 30 s", orderBytes(UPDATE, COMMAND, { ttlMs: 30_001 })),
      parsed("a document with a life", configBytes(COMMAND, { ttlMs: 1 })),
      parsed("an array", around("[1]")),
      parsed("bytes that are no UTF-8", around(Uint8Array.of(0x7b, 0xff, 0x7d))),
      parsed("a member twice", around('{"a":1,"a":1}')),
    ],
  };
}

/** target-hash.json: SPEC 4.4. */
export function targetVectors(): object {
  const scopes: Scope[] = [
    TO_ME,
    TO_ALL,
    { kind: "group", group: "s-east" },
    { kind: "group", group: "z-road" },
    { kind: "list", speakers: ["only"] },
    TO_LIST,
    { kind: "list", speakers: ["b", "a-1", "a_1", "a1", "B", "10", "9"] },
    {
      kind: "list",
      speakers: Array.from({ length: 400 }, (_, i) => `sp-${String(399 - i).padStart(3, "0")}`),
    },
  ];
  return {
    about: 'SPEC 4.4: targetHash = SHA-256("pa-target-v1\\0" || text)[0..16]; ids sorted by byte value.',
    cases: scopes.map((scope) => {
      const { kind: _kind, ...members } = scope;
      return { ...members, text: scopeText(scope), targetHash: toHex(targetHash(crypto, scope)) };
    }),
  };
}
