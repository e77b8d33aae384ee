/** Branded ids and times. Every duration and time names its unit; the three times are never mixed (SPEC 3). */

declare const brand: unique symbol;
export type Branded<T, B extends string> = T & { readonly [brand]: B };

/** `[A-Za-z0-9_-]{1,32}` (SPEC 2.2). */
export type SpeakerId = Branded<string, "SpeakerId">;
/** 16 lower-case hex digits, a random or derived u64 (SPEC 2.3). */
export type BroadcastId = Branded<string, "BroadcastId">;
/** `all`, `s-{site}` or `z-{zone}`; `[A-Za-z0-9_-]{1,34}`. */
export type GroupId = Branded<string, "GroupId">;
/** The controller's monotonic clock, microseconds. */
export type ServerTimeUs = Branded<number, "ServerTimeUs">;
/** A speaker's own monotonic clock, microseconds. */
export type SpeakerTimeUs = Branded<number, "SpeakerTimeUs">;
/** Milliseconds since 1970-01-01 UTC, leap seconds ignored. */
export type UtcMs = Branded<number, "UtcMs">;
/** Samples at 48 kHz from the start of a broadcast, u32 (below 2^31 by SPEC 4.2). */
export type MediaTime = Branded<number, "MediaTime">;

export const MEDIA_RATE_HZ = 48_000;
/** One Opus frame on the wire is always 20 ms. */
export const FRAME_MS = 20;
export const FRAME_SAMPLES = 960;

const ID = /^[A-Za-z0-9_-]{1,32}$/;
const GROUP = /^[A-Za-z0-9_-]{1,34}$/;
const HEX64 = /^[0-9a-f]{16}$/;

export function isSpeakerId(text: unknown): text is SpeakerId {
  return typeof text === "string" && ID.test(text);
}

export function isGroupId(text: unknown): text is GroupId {
  return typeof text === "string" && GROUP.test(text);
}

/** True for 16 lower-case hex digits: broadcast, clock and boot ids. */
export function isHex64(text: unknown): text is string {
  return typeof text === "string" && HEX64.test(text);
}

export function isBroadcastId(text: unknown): text is BroadcastId {
  return isHex64(text);
}

/** The groups a speaker belongs to: every speaker is in `all`. */
export function siteGroup(site: string): GroupId {
  return `s-${site}` as GroupId;
}

export function zoneGroup(zone: string): GroupId {
  return `z-${zone}` as GroupId;
}

export const ALL_GROUP = "all" as GroupId;

/** A refusal of outside data: never thrown. */
export interface Refusal<C extends string = string> {
  readonly ok: false;
  readonly code: C;
  readonly detail: string;
}

export function refuse<C extends string>(code: C, detail: string): Refusal<C> {
  return { ok: false, code, detail };
}
