import { z } from "@hono/zod-openapi";
import { listeningPointSchema } from "../town/schemas";

export const arrivalSchema = z
  .object({
    speaker: z.string(),
    metres: z.number(),
    /** From the converter to the ear, ms. */
    travelMs: z.number(),
    /** Speech at the ear, dB SPL. */
    levelDb: z.number(),
  })
  .openapi("Arrival");

/** The air and the noise that were reckoned with (docs/acoustics.md). */
export const surroundingsSchema = z
  .object({
    temperatureC: z.number(),
    humidityPercent: z.number(),
    metresPerSecond: z.number(),
    /** The noise of the place, dB(A). */
    ambientDb: z.number(),
    /** What the air takes from speech, one number. */
    speechDbPerKm: z.number(),
    /** And at octaves. */
    air: z.array(z.object({ hz: z.number(), dbPerKm: z.number() })),
  })
  .openapi("Surroundings");
export type SurroundingsReply = z.output<typeof surroundingsSchema>;

export const planOverlapSchema = z
  .object({
    /** Listening points at which somebody is heard. */
    heard: z.number().int(),
    /** Of those: a second speaker within 10 dB of the loudest arrives 50 ms or more after the first. */
    late: z.number().int(),
    /** late ÷ heard, 0 to 1. */
    share: z.number(),
    /** The same, each point by its weight. */
    weightedShare: z.number(),
    /** The worst points, the latest first. */
    worst: z.array(
      z.object({
        point: z.string(),
        name: z.string(),
        first: z.string(),
        last: z.string(),
        spreadMs: z.number(),
      }),
    ),
  })
  .openapi("PlanOverlap");
export type PlanOverlapReply = z.output<typeof planOverlapSchema>;

export const overlapSchema = z
  .object({
    speakers: z.number().int(),
    points: z.number().int(),
    surroundings: surroundingsSchema,
    plain: planOverlapSchema,
    aligned: planOverlapSchema.extend({
      maxDelayMs: z.number(),
      /** Speakers that are left out have none. */
      delays: z.array(z.object({ speaker: z.string(), delayMs: z.number() })),
    }),
    staggered: planOverlapSchema.extend({
      groups: z.array(z.array(z.string())),
      /** Between two groups, ms. */
      pauseMs: z.number(),
    }),
    at: z.array(
      z.object({
        point: listeningPointSchema,
        /** The loudest first. */
        arrivals: z.array(arrivalSchema),
        /** From the first competing speaker to the last, ms. */
        spreadMs: z.object({ plain: z.number(), aligned: z.number(), staggered: z.number() }),
      }),
    ),
  })
  .openapi("Overlap");
export type OverlapReply = z.output<typeof overlapSchema>;

/** A place on the map, and what one wants to hear there. */
const placeQuery = z.object({
  lat: z.coerce.number().min(-90).max(90),
  lon: z.coerce.number().min(-180).max(180),
});

export const heardSchema = z
  .object({
    surroundings: surroundingsSchema,
    /** The loudest first. */
    arrivals: z.array(arrivalSchema.extend({ name: z.string() })),
  })
  .openapi("Heard");

/** The longest that is recorded for one listener, s. */
export const HEAR_SECONDS_MAX = 30;

export const hearQuery = placeQuery.extend({
  /** So long from now on; not beside `broadcast`. */
  seconds: z.coerce.number().min(1).max(HEAR_SECONDS_MAX).optional(),
  /** One that has sounded, of what the simulator recorded of it. */
  broadcast: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
});
export { placeQuery as heardQuery };
