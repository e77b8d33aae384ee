import { z } from "@hono/zod-openapi";

/** Targets: `all`, `site:S`, `zone:Z`, `speaker:ID`, `near:LAT,LON[:METRES]`; entries join, as does `+` inside one. */
export const toSchema = z
  .array(z.string().min(1).max(1000))
  .min(1)
  .max(100)
  .openapi({ example: ["site:heping", "speaker:hp-03"] });
