import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";

const filesSchema = z.object({
  count: z.number().int(),
  bytes: z.number().int(),
  /** UTC ms; null when there is none. */
  oldestMs: z.number().nullable(),
});

export const retentionSchema = z
  .object({
    /** Of the disk under the data folder; null where the system does not say. */
    disk: z
      .object({
        totalBytes: z.number(),
        freeBytes: z.number(),
        usedShare: z.number(),
        /** `low` from 90 % on; `full` from 97 % on: nothing is recorded any more, and speaking goes on. */
        level: z.enum(["fine", "low", "full"]),
      })
      .nullable(),
    storeBytes: z.number().int(),
    recordings: filesSchema.extend({ keepDays: z.number().int() }),
    /** Files of clips, deleted ones that can be restored too. */
    clips: filesSchema.extend({ keepDeletedDays: z.number().int() }),
    /** What each speaker did; afterwards the counted result stays. */
    receipts: z.object({ keepDays: z.number().int() }),
    /** What is past its time and goes with the next sweep, which comes each hour. */
    goes: z.object({
      recordings: filesSchema,
      clips: filesSchema,
      /** Broadcasts of which only the counted result stays. */
      receipts: z.object({ broadcasts: z.number().int() }),
    }),
    /** Recordings that are past their time and kept all the same: something open needs them. */
    held: z.number().int(),
  })
  .openapi("Retention");
export type RetentionReply = z.output<typeof retentionSchema>;

export const retentionRoutes = {
  showRetention: defineRoute({
    method: "get",
    path: `${API_PREFIX}/retention`,
    name: "showRetention",
    summary: "What is kept, for how long, and what goes with the next sweep",
    right: { act: "manage-system", of: "whole" },
    reply: retentionSchema,
  }),
  sweep: defineRoute({
    method: "post",
    path: `${API_PREFIX}/retention/sweep`,
    name: "sweep",
    summary: "Deletes now what is past its time; answers what is left and what went, as `goes`",
    right: { act: "manage-system", of: "whole" },
    reply: retentionSchema,
  }),
} as const;
