import {
  type AudioMessage,
  type Credentials,
  configBody,
  deriveDeviceKeys,
  type KeySet,
  keySetBody,
  type Offer,
  type Order,
  orderBody,
  type Scope,
  type SpeakerConfig,
  type Stop,
  signAudio,
  signEnvelope,
  targetHash,
  toHex,
} from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";

/** What a controller signs, under keys that everybody knows. */

export const seedOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
export const ROOT = seedOf(1);
export const COMMAND = { kid: 10, seed: seedOf(10) };
export const EMERGENCY = { kid: 11, seed: seedOf(11) };
export const STREAM = { kid: 20, seed: seedOf(20) };
export const UTC0 = 1_800_000_000_000;
export const CLOCK_ID = "00000000000000c1";

export const KEYS: KeySet = {
  epoch: 1,
  certificates: [
    { kid: 10, use: "command", maxPriority: 79 },
    { kid: 11, use: "emergency", maxPriority: 100 },
    { kid: 20, use: "stream", maxPriority: 0 },
  ].map((each) => ({
    ...(each as { kid: number; use: "command" | "emergency" | "stream"; maxPriority: number }),
    publicKey: publicKeyOf(seedOf(each.kid)),
    notBeforeUtcMs: 0,
    expiresUtcMs: Number.MAX_SAFE_INTEGER,
  })),
};

export function credentialsOf(id: string, over: Partial<Credentials> = {}): Credentials {
  const deviceSecret = toHex(nodeCrypto.sha256(new TextEncoder().encode(id)));
  const { mqttPassword } = deriveDeviceKeys(nodeCrypto, Buffer.from(deviceSecret, "hex"));
  return {
    id,
    mqttUrl: "mqtt://127.0.0.1:1",
    httpUrl: "",
    clockUrl: "udp://127.0.0.1:1",
    user: id,
    password: mqttPassword,
    deviceSecret,
    rootKey: toHex(publicKeyOf(ROOT)),
    ...over,
  };
}

export function keysDocument(version: number, keys: KeySet = KEYS, root = ROOT): Uint8Array {
  const scope: Scope = { kind: "group", group: "all" };
  return signEnvelope(nodeCrypto, root, {
    type: "keys",
    kid: 0,
    counter: version,
    notBeforeUtcMs: 0,
    ttlMs: 0,
    targetHash: targetHash(nodeCrypto, scope),
    body: keySetBody(keys),
  });
}

export function cfgDocument(
  version: number,
  config: Partial<SpeakerConfig> & { speaker: string },
): Uint8Array {
  return signEnvelope(nodeCrypto, COMMAND.seed, {
    type: "cfg",
    kid: COMMAND.kid,
    counter: version,
    notBeforeUtcMs: 0,
    ttlMs: 0,
    targetHash: targetHash(nodeCrypto, { kind: "speaker", speaker: config.speaker }),
    body: configBody({
      groups: ["all"],
      levelDb: 0,
      muted: false,
      delayClass: "lan",
      trimUs: 0,
      clockUrl: "",
      ...config,
    }),
  });
}

/** Signs an order as the controller does; `key` is the command key unless it says otherwise. */
export function signOrder(
  order: Order,
  counter: number,
  utcMs: number,
  key: { readonly kid: number; readonly seed: Uint8Array } = COMMAND,
): Uint8Array {
  return signEnvelope(nodeCrypto, key.seed, {
    type: order.type,
    kid: key.kid,
    counter,
    notBeforeUtcMs: Math.floor(utcMs) - 2_000,
    ttlMs: 10_000,
    targetHash: targetHash(nodeCrypto, order.scope),
    body: orderBody(order),
  });
}

export function offerOf(over: Partial<Offer> & Pick<Offer, "broadcast" | "t0Us">): Offer {
  return {
    type: "offer",
    scope: { kind: "group", group: "all" },
    cfgVersion: 0,
    epoch: 1,
    priority: 60,
    class: "talk",
    issued: 1,
    replaces: [],
    m0: 0,
    rPpb: 0,
    delayUs: { lan: 80_000, wan: 400_000 },
    clockId: CLOCK_ID,
    streamKid: STREAM.kid,
    topic: "pa/g/all/a",
    startByUtcMs: Number.MAX_SAFE_INTEGER,
    endsByUtcMs: Number.MAX_SAFE_INTEGER,
    gainDb: 0,
    chime: "none",
    resume: "none",
    waitMs: 0,
    night: "no",
    auth: "each",
    ...over,
  };
}

export function stopOf(broadcast: string, over: Partial<Stop> = {}): Stop {
  return {
    type: "stop",
    scope: { kind: "group", group: "all" },
    broadcasts: [broadcast],
    priority: 79,
    reason: "stopped",
    endMediaTime: undefined,
    endsByUtcMs: 2 * UTC0,
    ...over,
  };
}

export function audioOf(
  broadcast: string,
  sequence: number,
  over: Partial<AudioMessage> = {},
  seed = STREAM.seed,
): Uint8Array {
  return signAudio(nodeCrypto, seed, {
    keyId: STREAM.kid,
    broadcast: broadcast as AudioMessage["broadcast"],
    sequence,
    mediaTime: sequence * 960,
    frames: [Uint8Array.of(0x48, sequence & 255, 1)],
    eos: false,
    disc: false,
    block: [],
    ...over,
  });
}
