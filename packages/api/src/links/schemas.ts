import { EVENT_KINDS, SEEN_OBJECTS } from "@dalaba/core/camera-event";
import { LINK_PRIORITY, linkSchema as writtenLinkSchema } from "@dalaba/core/link";
import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";

const names = z.array(z.string().trim().min(1).max(128)).max(2_000);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "a time of the day, 22:00" });
const priority = z.number().int().min(10).max(LINK_PRIORITY);
const coolDownMs = z.number().int().min(10_000).max(86_400_000);
const afterMs = z.number().int().min(0).max(3_600_000);

/** All that are stated must hold; an empty list states nothing. */
const when = {
  sources: names,
  kinds: z.array(z.enum(EVENT_KINDS)).max(EVENT_KINDS.length),
  cameras: names,
  sites: names,
  zonesInView: names,
  objects: z.array(z.enum(SEEN_OBJECTS)).max(SEEN_OBJECTS.length),
  leastScore: z.number().min(0).max(1),
  /** By the clock of the camera's site; one that ends first goes over midnight. */
  hours: z.array(z.object({ from: timeOfDay, to: timeOfDay })).max(12),
};

/** As core reads it: what passes the door can be kept. */
export { writtenLinkSchema as newLinkSchema };

export const linkChangeSchema = writtenLinkSchema.extend({ revision: z.number().int().min(1) });

export const linkSchema = z
  .object({
    id: hexId,
    revision: z.number().int(),
    title: z.string(),
    enabled: z.boolean(),
    when: z.object(when),
    suggest: z.array(hexId),
    sound: z
      .object({
        steps: z.array(z.object({ announcement: hexId, afterMs })),
        priority,
        coolDownMs,
        armedBy: z.string(),
      })
      .nullable(),
    changedAtMs: z.number(),
    changedBy: z.string(),
  })
  .openapi("Link");
export type LinkReply = z.output<typeof linkSchema>;
export type NewLink = z.input<typeof writtenLinkSchema>;

export const linkRehearsalSchema = z
  .object({
    event: hexId,
    camera: z.string(),
    kind: z.enum(EVENT_KINDS),
    atMs: z.number(),
    /** What would have sounded by itself. */
    sound: z.object({ announcement: hexId, priority: z.number().int(), step: z.number().int() }).nullable(),
    /** Why nothing would have. */
    held: z.string().nullable(),
  })
  .openapi("LinkRehearsal");
export type LinkRehearsalReply = z.output<typeof linkRehearsalSchema>;

export const linkLimitsSchema = z
  .object({
    /** Holds the sound of every link; incidents open all the same. */
    paused: z.boolean(),
    /** Sounds of links that one zone hears within an hour. */
    mostPerHour: z.number().int().min(0).max(1_000),
  })
  .openapi("LinkLimits");
export type LinkLimitsReply = z.output<typeof linkLimitsSchema>;
