import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import { toSchema } from "../targets/schemas";
import {
  credentialsSchema,
  explanationSchema,
  newSpeakersSchema,
  speakerDetailSchema,
  speakerSchema,
  tuneSpeakerSchema,
} from "./schemas";

const idParams = z.object({ id: z.string().max(64) });
const managed = { act: "manage-speakers", of: "speaker" } as const;

export const speakerRoutes = {
  listSpeakers: defineRoute({
    method: "get",
    path: `${API_PREFIX}/speakers`,
    name: "listSpeakers",
    summary: "Speakers one may see, by id",
    right: { act: "see", of: "anywhere" },
    query: pageQuery.extend({
      site: z.string().max(64).optional(),
      zone: z.string().max(64).optional(),
      online: z.stringbool().optional(),
    }),
    reply: pageOf(speakerSchema),
  }),
  showSpeaker: defineRoute({
    method: "get",
    path: `${API_PREFIX}/speakers/{id}`,
    name: "showSpeaker",
    summary: "One speaker and what it last said of itself",
    right: { act: "see", of: "speaker" },
    params: idParams,
    reply: speakerDetailSchema,
  }),
  explainSpeaker: defineRoute({
    method: "get",
    path: `${API_PREFIX}/speakers/{id}/explanation`,
    name: "explainSpeaker",
    summary: "Why it sounds what it sounds, and nothing else: now, or at a time",
    right: { act: "see", of: "speaker" },
    params: idParams,
    query: z.object({ atMs: z.coerce.number().int().min(0).max(8.64e15).optional() }),
    reply: explanationSchema,
  }),
  listenSpeaker: defineRoute({
    method: "get",
    path: `${API_PREFIX}/speakers/{id}/listen`,
    name: "listenSpeaker",
    summary: "What it puts out from now on: an endless WAV, 16-bit mono, silence too",
    right: { act: "hear", of: "speaker" },
    params: idParams,
    replyMedia: ["audio/wav"],
  }),
  addSpeakers: defineRoute({
    method: "post",
    path: `${API_PREFIX}/speakers`,
    name: "addSpeakers",
    summary: "Add speakers; the answer holds their credentials, this once",
    right: { act: "manage-speakers", of: "site-in-body" },
    body: newSpeakersSchema,
    reply: z.object({ credentials: z.array(credentialsSchema) }),
    status: 201,
  }),
  rotateCredentials: defineRoute({
    method: "post",
    path: `${API_PREFIX}/speakers/credentials`,
    name: "rotateCredentials",
    summary: "New credentials for a set of speakers; the old ones end at once",
    right: { act: "manage-speakers", of: "asked-by-handler" },
    body: z.object({ to: toSchema }),
    reply: z.object({ credentials: z.array(credentialsSchema) }),
  }),
  tuneSpeaker: defineRoute({
    method: "patch",
    path: `${API_PREFIX}/speakers/{id}`,
    name: "tuneSpeaker",
    summary:
      "Set its level, mute or trim; it acts by them once `status.cfgVersion` is the answer's `cfgVersion`",
    right: managed,
    params: idParams,
    body: tuneSpeakerSchema,
    reply: speakerDetailSchema.extend({ cfgVersion: z.number() }),
  }),
  testSpeaker: defineRoute({
    method: "post",
    path: `${API_PREFIX}/speakers/{id}/test`,
    name: "testSpeaker",
    summary: "Has it sound its own chime: does it sound; its receipt is the broadcast's result",
    right: managed,
    params: idParams,
    reply: z.object({ broadcast: z.string(), durationMs: z.number().int() }),
    status: 201,
  }),
  disableSpeaker: defineRoute({
    method: "post",
    path: `${API_PREFIX}/speakers/{id}/disable`,
    name: "disableSpeaker",
    summary: "Close its connection and refuse it from now on",
    right: managed,
    params: idParams,
  }),
  enableSpeaker: defineRoute({
    method: "post",
    path: `${API_PREFIX}/speakers/{id}/enable`,
    name: "enableSpeaker",
    summary: "Let it connect again",
    right: managed,
    params: idParams,
  }),
  removeSpeaker: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/speakers/{id}`,
    name: "removeSpeaker",
    summary: "Remove it; its history stays",
    right: managed,
    params: idParams,
  }),
} as const;
