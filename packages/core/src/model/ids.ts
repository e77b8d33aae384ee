import { z } from "zod";

declare const brand: unique symbol;
/** A string that has been checked to name one kind of thing; a plain string does not pass for it. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type SiteId = Id<"site">;
export type RoomId = Id<"room">;
export type ZoneId = Id<"zone">;
export type SpeakerId = Id<"speaker">;
export type CameraId = Id<"camera">;
export type OperatorId = Id<"operator">;

/** Every id is safe as an MQTT topic level, a file name and a URL segment: `[A-Za-z0-9_-]`, 1-32 characters. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,32}$/;

export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}

function idSchema<Kind extends string>() {
  return z
    .string()
    .regex(ID_PATTERN, { error: "an id is 1-32 of A-Z a-z 0-9 _ -" })
    .transform((text) => text as Id<Kind>);
}

export const siteIdSchema = idSchema<"site">();
export const roomIdSchema = idSchema<"room">();
export const zoneIdSchema = idSchema<"zone">();
export const speakerIdSchema = idSchema<"speaker">();
export const cameraIdSchema = idSchema<"camera">();

/** Casts a checked or trusted text (a literal in a test, a row of our own store) to an id. */
export function asId<T extends string>(text: string): T {
  if (!isId(text)) throw new Error(`not an id: ${JSON.stringify(text)}`);
  return text as T;
}
