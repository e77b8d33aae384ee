import { z } from "zod";
import { EVENT_KINDS, SEEN_OBJECTS } from "../camera-event/camera-event";
import { accept, type Outcome, refuse } from "../outcome";
import { HARMLESS_KINDS, LINK_PRIORITY, type Link } from "./link";

export type LinkRefusal = "link-invalid" | "link-not-harmless";

/** Announcements that a link suggests: one on each of the keys 1 to 6. */
export const MOST_SUGGESTED = 6;

const name = z.string().trim().min(1).max(128);
const names = z.array(name).max(2_000).default([]);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "a time of the day, 22:00" });
const announcement = z.string().regex(/^[0-9a-f]{16}$/);

/** A link as it is kept and as the API has it, without its id. Times of the day are `HH:MM`, durations ms. */
export const linkSchema = z.object({
  title: z.string().trim().min(1).max(80),
  enabled: z.boolean().default(true),
  when: z
    .object({
      sources: names,
      kinds: z.array(z.enum(EVENT_KINDS)).max(EVENT_KINDS.length).default([]),
      cameras: names,
      sites: names,
      zonesInView: names,
      objects: z.array(z.enum(SEEN_OBJECTS)).max(SEEN_OBJECTS.length).default([]),
      leastScore: z.number().min(0).max(1).default(0),
      hours: z
        .array(z.object({ from: time, to: time }))
        .max(12)
        .default([]),
    })
    .prefault({}),
  suggest: z.array(announcement).max(MOST_SUGGESTED).default([]),
  sound: z
    .object({
      steps: z
        .array(z.object({ announcement, afterMs: z.number().int().min(0).max(3_600_000).default(30_000) }))
        .min(1)
        .max(5),
      priority: z.number().int().min(10).max(LINK_PRIORITY).default(LINK_PRIORITY),
      coolDownMs: z.number().int().min(10_000).max(86_400_000).default(300_000),
    })
    .nullable()
    .default(null),
});
export type LinkDocument = z.output<typeof linkSchema>;

/**
 * A link from what was written. `armedBy` is whoever armed it. `link-not-harmless`: something would sound by itself
 * for a kind that is not harmless, or for any kind at all.
 */
export function readLink(written: unknown, id: string, armedBy: string): Outcome<Link, LinkRefusal> {
  const parsed = linkSchema.safeParse(written);
  if (!parsed.success) {
    const [problem] = parsed.error.issues;
    const member = problem?.path.join(".") || "link";
    return refuse("link-invalid", `${member}: ${problem?.message ?? "is not as expected"}`, { member });
  }
  const { title, enabled, when, suggest, sound } = parsed.data;
  const harmful = when.kinds.filter((kind) => !HARMLESS_KINDS.has(kind));
  if (sound !== null && (when.kinds.length === 0 || harmful.length > 0))
    return refuse(
      "link-not-harmless",
      harmful.length > 0
        ? `${harmful.join(", ")} never sounds by itself`
        : "it names no kind, so it would sound for any",
      { kinds: harmful, harmless: [...HARMLESS_KINDS] },
    );
  const seconds = when.hours.map(({ from, to }) => ({ from: `${from}:00`, to: `${to}:00` }));
  return accept({
    ...{ id, title, enabled, suggest },
    when: { ...when, hours: seconds } as unknown as Link["when"],
    sound: sound === null ? null : { ...sound, armedBy: armedBy as NonNullable<Link["sound"]>["armedBy"] },
  });
}
