import { fromHex, toHex } from "./bytes";
import { type FileRef, readFileRef } from "./clip";
import type { Envelope } from "./envelope";
import { Fields } from "./fields";
import { DELAY_CLASSES, type DelayClass } from "./orders";
import type { QuietHour, QuietTimes, UtcOffset } from "./quiet-hours";
import { type Refusal, refuse } from "./scalars";
import type { JsonObject } from "./strict-json";

/** The bodies of retained documents (SPEC 4.9-4.10). Their version is the envelope's counter; a lower one is refused. */

export interface Certificate {
  readonly kid: number;
  /** 32-byte Ed25519 public key. */
  readonly publicKey: Uint8Array;
  readonly use: "stream" | "command" | "emergency" | "admin";
  /** The highest priority that what it signs may state; 0 for stream keys, whose authority comes from the offer. */
  readonly maxPriority: number;
  readonly notBeforeUtcMs: number;
  readonly expiresUtcMs: number;
}

/** Signed by the root key (kid 0), scope `g/all`, on `pa/keys`. */
export interface KeySet {
  readonly epoch: number;
  readonly certificates: readonly Certificate[];
}

/** Signed by a command key, scope `d/{id}`, on `pa/d/{id}/cfg`. */
export interface SpeakerConfig extends QuietTimes {
  readonly speaker: string;
  readonly groups: readonly string[];
  /** Output level, dB below the speaker's own maximum, −60 to 0. */
  readonly levelDb: number;
  readonly muted: boolean;
  readonly delayClass: DelayClass;
  /** Added to playAt, −50,000 to 500,000 µs. */
  readonly trimUs: number;
  /** `udp://host:port`. */
  readonly clockUrl: string;
  /** What to keep sounding without a controller (SPEC 13.4); without it: nothing. */
  readonly bundle?: FileRef;
}

const GROUP = /^[A-Za-z0-9_-]{1,34}$/;
const KEY = /^[0-9a-f]{64}$/;
const CLOCK_URL = /^(udp:\/\/[^\s/]{1,200})?$/;

export function keySetBody(keys: KeySet): JsonObject {
  return {
    group: "all",
    epoch: keys.epoch,
    certificates: keys.certificates.map(({ publicKey, ...rest }) => ({
      ...rest,
      publicKey: toHex(publicKey),
    })),
  };
}

export function readKeySet(envelope: Envelope): { ok: true; keys: KeySet } | Refusal<"bad-document"> {
  const f = new Fields(envelope.body);
  const epoch = f.int("epoch", 0, Number.MAX_SAFE_INTEGER);
  const certificates = f.each(
    "certificates",
    16,
    (c): Certificate => ({
      kid: c.int("kid", 1, 65_535),
      publicKey: fromHex(c.text("publicKey", KEY)) ?? new Uint8Array(0),
      use: c.oneOf("use", ["stream", "command", "emergency", "admin"]),
      maxPriority: c.int("maxPriority", 0, 100),
      notBeforeUtcMs: c.int("notBeforeUtcMs", 0, Number.MAX_SAFE_INTEGER),
      expiresUtcMs: c.int("expiresUtcMs", 0, Number.MAX_SAFE_INTEGER),
    }),
  );
  if (envelope.type !== "keys" || f.problem !== undefined)
    return refuse("bad-document", f.problem ?? "not a key set");
  return { ok: true, keys: { epoch, certificates } };
}

export function configBody(config: SpeakerConfig): JsonObject {
  const { quietHours = [], utcOffsets = [], bundle, ...rest } = config;
  return {
    ...rest,
    groups: [...config.groups],
    ...(bundle === undefined ? {} : { bundle: { ...bundle } }),
    ...(quietHours.length === 0 ? {} : { quietHours: quietHours.map((each) => ({ ...each })) }),
    ...(utcOffsets.length === 0 ? {} : { utcOffsets: utcOffsets.map((each) => ({ ...each })) }),
  };
}

function readQuietTimes(f: Fields): QuietTimes {
  const hour = (item: Fields): QuietHour => ({
    fromMinute: item.int("fromMinute", 0, 1439),
    toMinute: item.int("toMinute", 0, 1439),
  });
  const offset = (item: Fields): UtcOffset => ({
    fromUtcMs: item.int("fromUtcMs", 0, Number.MAX_SAFE_INTEGER),
    minutes: item.int("minutes", -1440, 1440),
  });
  return {
    ...(f.has("quietHours") ? { quietHours: f.each("quietHours", 8, hour) } : {}),
    ...(f.has("utcOffsets") ? { utcOffsets: f.each("utcOffsets", 16, offset) } : {}),
  };
}

export function readConfig(
  envelope: Envelope,
): { ok: true; config: SpeakerConfig } | Refusal<"bad-document"> {
  const f = new Fields(envelope.body);
  const config: SpeakerConfig = {
    speaker: f.text("speaker", /^[A-Za-z0-9_-]{1,32}$/),
    groups: f.texts("groups", GROUP, 64),
    levelDb: f.int("levelDb", -60, 0),
    muted: f.flag("muted", false),
    delayClass: f.oneOf("delayClass", DELAY_CLASSES),
    trimUs: f.intOr("trimUs", -50_000, 500_000, 0),
    clockUrl: f.textOr("clockUrl", CLOCK_URL, ""),
    ...readQuietTimes(f),
    ...(f.has("bundle") ? { bundle: f.inside("bundle", readFileRef) } : {}),
  };
  if (envelope.type !== "cfg" || f.problem !== undefined)
    return refuse("bad-document", f.problem ?? "not a cfg");
  return { ok: true, config };
}
