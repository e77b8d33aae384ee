import { Fields } from "./fields";
import type { JsonObject } from "./strict-json";

/** The bodies of what a speaker says (SPEC 5.2-5.6). */

export const UPWARD_TYPE = { ack: 1, report: 2, receipt: 3, status: 4, telemetry: 5 } as const;
export type UpwardType = keyof typeof UPWARD_TYPE;

export const ANSWERS = ["accept", "queued", "busy", "muted", "quiet", "outranked", "denied"] as const;
export type Answer = (typeof ANSWERS)[number];
export type SyncState = "none" | "loose" | "good";
export const END_REASONS = [
  "finished",
  "stopped",
  "sender-lost",
  "replaced",
  "outranked",
  "busy",
  "dead-stream",
  "expired",
  "disabled",
  "restarted",
  "factory-limit",
] as const;
export type EndReason = (typeof END_REASONS)[number];

export interface Ack {
  readonly type: "ack";
  readonly broadcast: string;
  /** The counter of the order answered. */
  readonly order: number;
  readonly answer: Answer;
  /** A code: why it was denied, "" otherwise. */
  readonly why: string;
  /** Who holds the speaker, for busy and outranked. */
  readonly holder: string;
  readonly sync: SyncState;
  /** It sounds the offer's clip and needs no audio (SPEC 13.5); left out: false. */
  readonly clip?: boolean;
}

export interface Report {
  readonly type: "report";
  readonly broadcast: string;
  readonly lastSequence: number;
  /** mediaTime after the newest frame received: behind the live edge = not keeping up. */
  readonly lastMediaTime: number;
  /** Least time that a frame was there before its deadline, since the report before, µs; below 0: too late. */
  readonly marginUs?: number;
  readonly played: number;
  readonly concealed: number;
  readonly late: number;
  readonly missing: number;
}

export interface Receipt {
  readonly type: "receipt";
  readonly broadcast: string;
  /** serverTime of the first sample that sounded, by the speaker's clock; 0 when none did. */
  readonly firstSampleAtUs: number;
  readonly firstMediaTime: number;
  readonly endMediaTime: number;
  /** Frames that sounded as sent. */
  readonly played: number;
  readonly concealed: number;
  readonly late: number;
  readonly missing: number;
  readonly duckedBy: string;
  readonly endedBecause: EndReason;
  /** The speaker's own bound on its clock error while it sounded, µs. */
  readonly clockErrorUs: number;
  readonly sync: SyncState;
  /** Frame counts of lateness are for the record; this is SHA-256 over the audio messages that sounded, in order. */
  readonly audioHash: string;
  /** It sounded a clip: the hash is over the messages that stand for it (SPEC 13.5); left out: false. */
  readonly clip?: boolean;
  /** Begun by itself (SPEC 13.6): UTC at which its first sample left, by the speaker's clock; left out: it was offered. */
  readonly aloneAtUtcMs?: number;
}

export interface Status {
  readonly type: "status";
  readonly online: boolean;
  readonly protocol: number;
  readonly codecs: readonly string[];
  readonly maxFrames: number;
  readonly auth: readonly string[];
  /** How many streams it can sound at once, 1 or 2. */
  readonly mixed: number;
  readonly outputDelayMs: number;
  readonly wakeMs: number;
  readonly verifyUs: number;
  readonly firmware: string;
  readonly cfgVersion: number;
  readonly keysVersion: number;
  /** Room for clips, KiB; left out: it keeps none (SPEC 13.1). */
  readonly clipKiB?: number;
  /** SHA-256 of the bundle it keeps; left out: none. */
  readonly bundle?: string;
  /** Clips of that bundle that it needs and has not; left out: 0. */
  readonly clipsMissing?: number;
}

export interface Telemetry {
  readonly type: "telemetry";
  readonly uptimeMs: number;
  readonly sync: SyncState;
  readonly clockErrorUs: number;
  /** Broadcasts sounding now. */
  readonly sounding: readonly string[];
  /** Refusals since boot by code: forged, replayed and malformed input counted, never answered. */
  readonly refused: Readonly<Record<string, number>>;
}

export type Upward = Ack | Report | Receipt | Status | Telemetry;

const HEX64 = /^[0-9a-f]{16}$/;
const HEX64_OR_NONE = /^([0-9a-f]{16})?$/;
const CODE = /^[a-z0-9-]{0,40}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const SYNC = ["none", "loose", "good"] as const;
const MAX = Number.MAX_SAFE_INTEGER;
const U32 = 2 ** 32 - 1;
const I31 = 2 ** 31;

/** Reads a body; the problem stays undefined when every member was right. */
export function readUpwardBody(
  type: UpwardType,
  json: JsonObject,
): { readonly message: Upward; readonly problem: string | undefined } {
  const f = new Fields(json);
  const message = readMembers(type, f, json);
  return { message, problem: f.problem };
}

function readMembers(type: UpwardType, f: Fields, json: JsonObject): Upward {
  const counts = () => ({
    played: f.int("played", 0, U32),
    concealed: f.int("concealed", 0, U32),
    late: f.int("late", 0, U32),
    missing: f.int("missing", 0, U32),
  });
  switch (type) {
    case "ack":
      return {
        type,
        broadcast: f.text("broadcast", HEX64),
        order: f.int("order", 0, MAX),
        answer: f.oneOf("answer", ANSWERS),
        why: f.textOr("why", CODE, ""),
        holder: f.textOr("holder", HEX64_OR_NONE, ""),
        sync: f.oneOf("sync", SYNC),
        ...(f.has("clip") ? { clip: f.flag("clip", false) } : {}),
      };
    case "report":
      return {
        type,
        broadcast: f.text("broadcast", HEX64),
        lastSequence: f.int("lastSequence", 0, U32),
        lastMediaTime: f.int("lastMediaTime", 0, U32),
        ...(f.has("marginUs") ? { marginUs: f.int("marginUs", -I31, I31 - 1) } : {}),
        ...counts(),
      };
    case "receipt":
      return {
        type,
        broadcast: f.text("broadcast", HEX64),
        firstSampleAtUs: f.int("firstSampleAtUs", 0, MAX),
        firstMediaTime: f.int("firstMediaTime", 0, U32),
        endMediaTime: f.int("endMediaTime", 0, U32),
        ...counts(),
        duckedBy: f.textOr("duckedBy", HEX64_OR_NONE, ""),
        endedBecause: f.oneOf("endedBecause", END_REASONS),
        clockErrorUs: f.int("clockErrorUs", 0, MAX),
        sync: f.oneOf("sync", SYNC),
        audioHash: f.text("audioHash", SHA256),
        ...(f.has("clip") ? { clip: f.flag("clip", false) } : {}),
        ...(f.has("aloneAtUtcMs") ? { aloneAtUtcMs: f.int("aloneAtUtcMs", 0, MAX) } : {}),
      };
    case "status":
      return {
        type,
        online: f.flag("online", false),
        protocol: f.int("protocol", 1, 255),
        codecs: f.texts("codecs", /^[a-z0-9-]{1,16}$/, 8),
        maxFrames: f.int("maxFrames", 1, 6),
        auth: f.texts("auth", /^[a-z]{1,8}$/, 4),
        mixed: f.int("mixed", 1, 2),
        outputDelayMs: f.int("outputDelayMs", 0, 1000),
        wakeMs: f.int("wakeMs", 0, 5000),
        verifyUs: f.int("verifyUs", 0, 10_000_000),
        firmware: f.text("firmware", /^[\x20-\x7e]{0,64}$/),
        cfgVersion: f.int("cfgVersion", 0, MAX),
        keysVersion: f.int("keysVersion", 0, MAX),
        ...(f.has("clipKiB") ? { clipKiB: f.int("clipKiB", 0, I31) } : {}),
        ...(f.has("bundle") ? { bundle: f.text("bundle", SHA256) } : {}),
        ...(f.has("clipsMissing") ? { clipsMissing: f.int("clipsMissing", 0, I31) } : {}),
      };
    case "telemetry": {
      const refused: Record<string, number> = {};
      const counted = json.refused;
      if (counted !== null && typeof counted === "object" && !Array.isArray(counted)) {
        for (const [code, count] of Object.entries(counted).slice(0, 32)) {
          if (CODE.test(code) && typeof count === "number" && count >= 0) refused[code] = count;
        }
      }
      return {
        type,
        uptimeMs: f.int("uptimeMs", 0, MAX),
        sync: f.oneOf("sync", SYNC),
        clockErrorUs: f.int("clockErrorUs", 0, MAX),
        sounding: f.texts("sounding", HEX64, 8),
        refused,
      };
    }
  }
}
