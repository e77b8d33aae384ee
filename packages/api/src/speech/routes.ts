import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";
import { SAY_MAX_CHARS } from "../plays/routes";

const reading = z.string().trim().min(1).max(200);
const words = z
  .record(z.string().trim().min(1).max(40), reading)
  .refine((all) => Object.keys(all).length <= 2_000, { error: "at most 2,000 words" });

export const lexiconSchema = z
  .object({
    /** Numbered pinyin, a syllable a character: `{"大涌口": "da4 chong1 kou3"}`. */
    zh: words,
    /** Jyutping. */
    yue: words,
  })
  .openapi("Lexicon");
export type LexiconReply = z.output<typeof lexiconSchema>;

export const speechRoutes = {
  showLexicon: defineRoute({
    method: "get",
    path: `${API_PREFIX}/speech/lexicon`,
    name: "showLexicon",
    summary: "How the town's own words are read: place names, above all",
    right: { act: "see", of: "anywhere" },
    reply: lexiconSchema,
  }),
  setLexicon: defineRoute({
    method: "put",
    path: `${API_PREFIX}/speech/lexicon`,
    name: "setLexicon",
    summary: "Others in their place; what is said from then on is read by them",
    right: { act: "manage-clips", of: "whole" },
    body: lexiconSchema,
    reply: lexiconSchema,
  }),
  previewSpeech: defineRoute({
    method: "post",
    path: `${API_PREFIX}/speech/preview`,
    name: "previewSpeech",
    summary:
      "What a text would sound like; no speaker does. `x-reading` says how it is read, percent-encoded",
    right: { act: "play", of: "anywhere" },
    body: z.object({
      say: z.string().trim().min(1).max(SAY_MAX_CHARS),
      language: z.string().max(35).optional(),
      voice: z.string().max(64).optional(),
    }),
    replyMedia: ["audio/ogg"],
  }),
} as const;
