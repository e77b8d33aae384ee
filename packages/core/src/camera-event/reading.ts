import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { type Outcome, type Refusal, refuse } from "../outcome";
import { SEEN_OBJECTS, type SeenObject } from "./camera-event";

/** A value that is looked at later, or not at all; the key may be missing. */
export const anything = z.unknown().optional();

export type EventRefusal = "event-malformed" | "event-too-large";

/** The longest message of one event that is read, in UTF-16 units: an ISAPI alert of a busy channel is about 2,000. */
export const MOST_EVENT_CHARACTERS = 65_536;
/** How far a source's clock may be from ours and still be believed, ms. */
export const BELIEVED_MS = 5 * 60_000;
const MOST_NAME = 128;

export const malformed = (detail: string): Refusal<EventRefusal> => refuse("event-malformed", detail);

/** Parses JSON of an event against its schema. */
export function readJson<T>(text: string, schema: z.ZodType<T>): Outcome<T, EventRefusal> {
  const size = checkSize(text);
  if (size) return size;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed("an event that is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  // The path alone: the value may hold what nobody is to read.
  const [problem] = parsed.error.issues;
  return malformed(`an event whose ${problem?.path.join(".") || "document"} is not as expected`);
}

export function checkSize(text: string): Refusal<EventRefusal> | undefined {
  if (text.length <= MOST_EVENT_CHARACTERS) return undefined;
  return refuse("event-too-large", `an event of ${text.length} characters; at most ${MOST_EVENT_CHARACTERS}`);
}

/** How a source names the camera: what is left of it as `nameOf` shows it. */
export const channelName = z.string().transform(nameOf).pipe(z.string());
/** The source's own name of a happening. */
export const happeningName = z.string().min(1).max(128);

/** A name from outside as it may be shown: one line, trimmed, at most 128 characters; null when nothing is left. */
export function nameOf(text: unknown): string | null {
  if (typeof text !== "string" && typeof text !== "number") return null;
  const name = [...String(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ")]
    .slice(0, MOST_NAME)
    .join("")
    .trim();
  return name === "" ? null : name;
}

/** The closed list's word for a source's label; what it does not know is null, since a label can be a name. */
export function objectOf(label: unknown): SeenObject | null {
  const word = typeof label === "string" ? label.toLowerCase() : "";
  const known = SYNONYMS.get(word) ?? word;
  return SEEN_OBJECTS.find((object) => object === known) ?? null;
}

// Words from outside are looked up in maps: an object also answers to `constructor`.
const SYNONYMS: ReadonlyMap<string, SeenObject> = new Map([
  ["human", "person"],
  ["pedestrian", "person"],
  ["bike", "bicycle"],
  ["motorbike", "motorcycle"],
  ["vehical", "vehicle"],
  ["lorry", "truck"],
  ["backpack", "bag"],
  ["handbag", "bag"],
  ["suitcase", "bag"],
]);

/** 0 to 1, or null for anything else. */
export function scoreOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : null;
}

/** When it happened: the source's word (UTC, ms) where it is believed. */
export function timeOf(
  told: number | null,
  nowUtcMs: number,
): { readonly atUtcMs: number; readonly atArrival: boolean } {
  if (told !== null && Number.isFinite(told) && Math.abs(told - nowUtcMs) <= BELIEVED_MS)
    return { atUtcMs: Math.round(told), atArrival: false };
  return { atUtcMs: nowUtcMs, atArrival: true };
}

/** An ISO 8601 time in ms; null when it is none, or names no offset: whose local time that is nobody knows. */
export function utcOf(text: unknown): number | null {
  if (typeof text !== "string" || text.length > 64) return null;
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return null;
  }
}
