import { type ClipRef, readClipRef } from "./clip";
import type { Envelope, Scope } from "./envelope";
import { MAX_LISTED } from "./envelope";
import { Fields } from "./fields";
import { type Refusal, refuse } from "./scalars";
import type { JsonObject } from "./strict-json";

/** The bodies of orders (SPEC 4.5-4.8). Times are integers named with their unit; unknown members are ignored. */

export const BROADCAST_CLASSES = [
  "evacuation",
  "alert",
  "talk",
  "page",
  "link",
  "schedule",
  "file",
  "music",
] as const;
export type BroadcastClass = (typeof BROADCAST_CLASSES)[number];
export const CHIMES = ["none", "two-tone", "three-tone"] as const;
export type ChimeName = (typeof CHIMES)[number];
export const DELAY_CLASSES = ["lan", "wan"] as const;
export type DelayClass = (typeof DELAY_CLASSES)[number];
export type Resume = "rejoin" | "position" | "none";

export interface Offer {
  readonly type: "offer";
  readonly scope: Scope;
  /** For a group scope: the cfg version from which the group's membership holds. */
  readonly cfgVersion: number;
  readonly epoch: number;
  readonly broadcast: string;
  /** 0-100; over 100 is refused (SPEC 7). */
  readonly priority: number;
  readonly class: BroadcastClass;
  /** The envelope counter of the first offer of this broadcast: the same everywhere, also in a re-offer. */
  readonly issued: number;
  readonly replaces: readonly string[];
  readonly m0: number;
  readonly t0Us: number;
  readonly rPpb: number;
  /** D per delay class, µs from serverTime of a frame's receipt to the sample at the converter. */
  readonly delayUs: Readonly<Record<DelayClass, number>>;
  readonly clockId: string;
  readonly streamKid: number;
  readonly topic: string;
  /** No audio is begun after this UTC instant. */
  readonly startByUtcMs: number;
  /** The speaker itself falls silent at this UTC instant, whatever arrives. */
  readonly endsByUtcMs: number;
  readonly gainDb: number;
  readonly chime: ChimeName;
  readonly resume: Resume;
  /** How long the offer may wait in the speaker's queue; 0 = not at all. */
  readonly waitMs: number;
  readonly night: "no" | "yes" | "wide";
  readonly auth: "each" | "block";
  /** All of its audio, for a speaker that keeps it (SPEC 13.5). */
  readonly clip?: ClipRef;
}

export interface Stop {
  readonly type: "stop";
  readonly scope: Scope;
  readonly broadcasts: readonly string[];
  /** The authority of who stops: ends only what has an equal or lower priority. */
  readonly priority: number;
  readonly reason: "stopped" | "finished" | "sender-lost" | "replaced" | "disabled";
  /** mediaTime after the last sample to sound; absent = silence at once (5 ms fade). */
  readonly endMediaTime: number | undefined;
  /** The tombstone is kept until then. */
  readonly endsByUtcMs: number;
}

export interface Retime {
  readonly type: "retime";
  readonly scope: Scope;
  readonly broadcast: string;
  readonly rev: number;
  readonly m0: number;
  readonly t0Us: number;
  readonly rPpb: number;
  readonly delayUs: Readonly<Record<DelayClass, number>>;
}

export interface Update {
  readonly type: "update";
  readonly scope: Scope;
  readonly broadcast: string;
  readonly rev: number;
  readonly gainDb: number;
  readonly endsByUtcMs: number;
}

export type Order = Offer | Stop | Retime | Update;

const HEX64 = /^[0-9a-f]{16}$/;
const SPEAKER = /^[A-Za-z0-9_-]{1,32}$/;
const GROUP = /^[A-Za-z0-9_-]{1,34}$/;
const TOPIC = /^pa\/(b\/[0-9a-f]{16}|g\/[A-Za-z0-9_-]{1,34})\/a$/;
const MAX_INT = Number.MAX_SAFE_INTEGER;

function scopeBody(scope: Scope): JsonObject {
  switch (scope.kind) {
    case "speaker":
      return { speaker: scope.speaker };
    case "group":
      return { group: scope.group };
    case "list":
      return { speakers: [...scope.speakers].sort() };
  }
}

function readScope(fields: Fields): Scope {
  if (fields.has("speaker")) return { kind: "speaker", speaker: fields.text("speaker", SPEAKER) };
  if (fields.has("group")) return { kind: "group", group: fields.text("group", GROUP) };
  const speakers = fields.texts("speakers", SPEAKER, MAX_LISTED);
  if (speakers.length === 0) fields.problem ??= "speakers: expected a scope";
  return { kind: "list", speakers };
}

/** The JSON body of an order. */
export function orderBody(order: Order): JsonObject {
  const { type: _type, scope, ...rest } = order;
  const body: JsonObject = { ...scopeBody(scope) };
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) body[name] = value as JsonObject;
  }
  return body;
}

function readDelay(fields: Fields): Record<DelayClass, number> {
  return fields.inside("delayUs", (delay) => ({
    lan: delay.int("lan", 0, 10_000_000),
    wan: delay.int("wan", 0, 10_000_000),
  }));
}

export type ReadOrder = { readonly ok: true; readonly order: Order } | Refusal<"bad-order">;

/** Reads an order's body after the signature passed. */
export function readOrder(envelope: Envelope): ReadOrder {
  const f = new Fields(envelope.body);
  const scope = readScope(f);
  let order: Order;
  switch (envelope.type) {
    case "offer":
      order = {
        type: "offer",
        scope,
        cfgVersion: f.intOr("cfgVersion", 0, MAX_INT, 0),
        epoch: f.int("epoch", 0, MAX_INT),
        broadcast: f.text("broadcast", HEX64),
        priority: f.int("priority", 0, 255),
        class: f.oneOf("class", BROADCAST_CLASSES),
        issued: f.int("issued", 1, MAX_INT),
        replaces: f.texts("replaces", HEX64, 16),
        m0: f.int("m0", 0, 2 ** 31 - 1),
        t0Us: f.int("t0Us", 0, MAX_INT),
        rPpb: f.intOr("rPpb", -1_000_000, 1_000_000, 0),
        delayUs: readDelay(f),
        clockId: f.text("clockId", HEX64),
        streamKid: f.int("streamKid", 1, 65_535),
        topic: f.text("topic", TOPIC),
        startByUtcMs: f.int("startByUtcMs", 0, MAX_INT),
        endsByUtcMs: f.int("endsByUtcMs", 0, MAX_INT),
        gainDb: f.intOr("gainDb", -60, 0, 0),
        chime: f.has("chime") ? f.oneOf("chime", CHIMES) : "none",
        resume: f.has("resume") ? f.oneOf("resume", ["rejoin", "position", "none"]) : "none",
        waitMs: f.intOr("waitMs", 0, 3_600_000, 0),
        night: f.has("night") ? f.oneOf("night", ["no", "yes", "wide"]) : "no",
        auth: f.has("auth") ? f.oneOf("auth", ["each", "block"]) : "each",
        ...(f.has("clip") ? { clip: f.inside("clip", readClipRef) } : {}),
      };
      break;
    case "stop":
      order = {
        type: "stop",
        scope,
        broadcasts: f.texts("broadcasts", HEX64, 64),
        priority: f.int("priority", 0, 100),
        reason: f.oneOf("reason", ["stopped", "finished", "sender-lost", "replaced", "disabled"]),
        endMediaTime: f.has("endMediaTime") ? f.int("endMediaTime", 0, 2 ** 31) : undefined,
        endsByUtcMs: f.int("endsByUtcMs", 0, MAX_INT),
      };
      if (order.broadcasts.length === 0) f.problem ??= "broadcasts: expected at least one";
      break;
    case "retime":
      order = {
        type: "retime",
        scope,
        broadcast: f.text("broadcast", HEX64),
        rev: f.int("rev", 1, 2 ** 31),
        m0: f.int("m0", 0, 2 ** 31 - 1),
        t0Us: f.int("t0Us", 0, MAX_INT),
        rPpb: f.int("rPpb", -1_000_000, 1_000_000),
        delayUs: readDelay(f),
      };
      break;
    case "update":
      order = {
        type: "update",
        scope,
        broadcast: f.text("broadcast", HEX64),
        rev: f.int("rev", 1, 2 ** 31),
        gainDb: f.intOr("gainDb", -60, 0, 0),
        endsByUtcMs: f.int("endsByUtcMs", 0, MAX_INT),
      };
      break;
    default:
      return refuse("bad-order", `${envelope.type} is a document`);
  }
  return f.problem === undefined ? { ok: true, order } : refuse("bad-order", f.problem);
}
