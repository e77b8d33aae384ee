import type { Branded, SpeakerId } from "@dalaba/protocol";
import { z } from "zod";

/** A string that has been checked to name one kind of thing; a plain string does not pass for it. */
export type SiteId = Branded<string, "SiteId">;
export type RoomId = Branded<string, "RoomId">;
export type ZoneId = Branded<string, "ZoneId">;
export type CameraId = Branded<string, "CameraId">;
export type ListeningPointId = Branded<string, "ListeningPointId">;
export type MapId = Branded<string, "MapId">;
export type OperatorId = Branded<string, "OperatorId">;
export type { SpeakerId };

/** Every id is safe as an MQTT topic level, a file name and a URL segment: `[A-Za-z0-9_-]`, 1-32 characters. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,32}$/;

export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}

function idSchema<T extends string>() {
  return z
    .string()
    .regex(ID_PATTERN, { error: "an id is 1-32 of A-Z a-z 0-9 _ -" })
    .meta({ description: "Id: 1-32 of A-Z a-z 0-9 _ -" }) as unknown as z.ZodType<T, string>;
}

export const siteIdSchema = idSchema<SiteId>();
export const roomIdSchema = idSchema<RoomId>();
export const zoneIdSchema = idSchema<ZoneId>();
export const speakerIdSchema = idSchema<SpeakerId>();
export const cameraIdSchema = idSchema<CameraId>();
export const listeningPointIdSchema = idSchema<ListeningPointId>();
export const mapIdSchema = idSchema<MapId>();

/** Casts a checked or trusted text (a literal in a test, a row of our own store) to an id. */
export function asId<T extends string>(text: string): T {
  if (!isId(text)) throw new Error(`not an id: ${JSON.stringify(text)}`);
  return text as T;
}
