import { z } from "@hono/zod-openapi";

/** Ids of broadcasts, and of what becomes one: announcements, schedules, occurrences. */
export const hexId = z.string().regex(/^[0-9a-f]{16}$/, { error: "16 lower-case hex digits" });
