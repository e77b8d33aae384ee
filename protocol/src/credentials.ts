import { fromHex, toHex } from "./bytes";
import type { Crypto } from "./crypto";
import { isSpeakerId, type Refusal, refuse } from "./scalars";

/** One line of a credentials file (SPEC 1.2): all that a speaker needs to join. */
export interface Credentials {
  readonly id: string;
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly mqttUrl: string;
  readonly httpUrl: string;
  /** `udp://host:port`; empty when only the MQTT clock serves. */
  readonly clockUrl: string;
  readonly user: string;
  /** Lower-case hex of HKDF(device secret, "pa-mqtt-v1"), 32 bytes. */
  readonly password: string;
  /** 64 hex digits, 256 random bits. The controller never keeps it. */
  readonly deviceSecret: string;
  /** 64 hex digits: the root's Ed25519 public key. */
  readonly rootKey: string;
  readonly caPem?: string;
}

export interface DeviceKeys {
  /** HKDF(device secret, "pa-pair-v1"), 32 bytes: MACs of upward messages and clock datagrams. */
  readonly pairwiseKey: Uint8Array;
  /** HKDF(device secret, "pa-device-v1"), 32 bytes: the Ed25519 seed that signs receipts. */
  readonly deviceSeed: Uint8Array;
  /** Hex of HKDF(device secret, "pa-mqtt-v1"): a broker learns only this one. */
  readonly mqttPassword: string;
}

/** Derives what a device secret stands for (RFC 5869, empty salt). One never reveals another. */
export function deriveDeviceKeys(crypto: Crypto, deviceSecret: Uint8Array): DeviceKeys {
  return {
    pairwiseKey: crypto.hkdfSha256(deviceSecret, "pa-pair-v1", 32),
    deviceSeed: crypto.hkdfSha256(deviceSecret, "pa-device-v1", 32),
    mqttPassword: toHex(crypto.hkdfSha256(deviceSecret, "pa-mqtt-v1", 32)),
  };
}

export function readCredentials(
  value: unknown,
): { ok: true; credentials: Credentials } | Refusal<"bad-credentials"> {
  const item = value as Record<string, unknown> | null;
  if (item === null || typeof item !== "object") return refuse("bad-credentials", "not an object");
  const text = (name: string): string => (typeof item[name] === "string" ? (item[name] as string) : "");
  const hex32 = (name: string): boolean => fromHex(text(name))?.length === 32;
  if (!isSpeakerId(item.id)) return refuse("bad-credentials", "id");
  if (!/^mqtts?:\/\//.test(text("mqttUrl"))) return refuse("bad-credentials", "mqttUrl");
  if (text("user") === "" || text("password") === "") return refuse("bad-credentials", "user and password");
  for (const name of ["deviceSecret", "rootKey"]) if (!hex32(name)) return refuse("bad-credentials", name);
  const caPem = text("caPem");
  return {
    ok: true,
    credentials: {
      id: item.id,
      mqttUrl: text("mqttUrl"),
      httpUrl: text("httpUrl"),
      clockUrl: text("clockUrl"),
      user: text("user"),
      password: text("password"),
      deviceSecret: text("deviceSecret"),
      rootKey: text("rootKey"),
      ...(caPem === "" ? {} : { caPem }),
    },
  };
}
