import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import {
  clipChangeSchema,
  clipSchema,
  clipVersionSchema,
  newClipSchema,
  newClipVersionSchema,
  newUploadSchema,
  UPLOAD_PART_BYTES,
  uploadSchema,
} from "./schemas";

const idParams = z.object({ id: z.string().regex(/^[a-z]-[0-9a-f]{12}$/) });
const manages = { act: "manage-clips", of: "anywhere" } as const;

/** Files on their way here. Whoever began one alone may go on with it. */
export const uploadRoutes = {
  addUpload: defineRoute({
    method: "post",
    path: `${API_PREFIX}/uploads`,
    name: "addUpload",
    summary: "Begin to send a file",
    right: manages,
    body: newUploadSchema,
    reply: uploadSchema,
    status: 201,
  }),
  showUpload: defineRoute({
    method: "get",
    path: `${API_PREFIX}/uploads/{id}`,
    name: "showUpload",
    summary: "How much of it is here, and what became of it; an ended one is told for ten minutes",
    right: manages,
    params: idParams,
    reply: uploadSchema,
  }),
  sendUploadPart: defineRoute({
    method: "put",
    path: `${API_PREFIX}/uploads/{id}`,
    name: "sendUploadPart",
    summary: "Its next bytes; `offset` is how much is here already (`upload-offset` tells the right one)",
    right: manages,
    params: idParams,
    query: z.object({ offset: z.coerce.number().int().min(0) }),
    bytes: ["application/octet-stream"],
    limitBytes: UPLOAD_PART_BYTES,
    reply: uploadSchema,
  }),
  removeUpload: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/uploads/{id}`,
    name: "removeUpload",
    summary: "Give it up",
    right: manages,
    params: idParams,
  }),
} as const;

const ofClip = { act: "manage-clips", of: "clip" } as const;
const seen = { act: "see", of: "clip" } as const;

export const clipRoutes = {
  listClips: defineRoute({
    method: "get",
    path: `${API_PREFIX}/clips`,
    name: "listClips",
    summary: "Clips of the sites one may see and of the whole installation, newest first",
    right: { act: "see", of: "anywhere" },
    query: pageQuery.extend({ deleted: z.enum(["true", "false"]).default("false") }),
    reply: pageOf(clipSchema),
  }),
  addClip: defineRoute({
    method: "post",
    path: `${API_PREFIX}/clips`,
    name: "addClip",
    summary: "Make a clip of a file that is here whole; the upload tells how far it is",
    right: { act: "manage-clips", of: "asked-by-handler" },
    body: newClipSchema,
    reply: uploadSchema,
    status: 202,
  }),
  showClip: defineRoute({
    method: "get",
    path: `${API_PREFIX}/clips/{id}`,
    name: "showClip",
    summary: "One clip",
    right: seen,
    params: idParams,
    reply: clipSchema,
  }),
  changeClip: defineRoute({
    method: "patch",
    path: `${API_PREFIX}/clips/{id}`,
    name: "changeClip",
    summary: "Another title or language",
    right: ofClip,
    params: idParams,
    body: clipChangeSchema,
    reply: clipSchema,
  }),
  removeClip: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/clips/{id}`,
    name: "removeClip",
    summary: "Delete it where nothing needs it; it can be restored",
    right: ofClip,
    params: idParams,
  }),
  restoreClip: defineRoute({
    method: "post",
    path: `${API_PREFIX}/clips/{id}/restore`,
    name: "restoreClip",
    summary: "Bring a deleted one back",
    right: ofClip,
    params: idParams,
    reply: clipSchema,
  }),
  listClipVersions: defineRoute({
    method: "get",
    path: `${API_PREFIX}/clips/{id}/versions`,
    name: "listClipVersions",
    summary: "What it sounded like, newest first",
    right: seen,
    params: idParams,
    query: pageQuery,
    reply: pageOf(clipVersionSchema),
  }),
  addClipVersion: defineRoute({
    method: "post",
    path: `${API_PREFIX}/clips/{id}/versions`,
    name: "addClipVersion",
    summary: "Another sound for it, from a file that is here whole",
    right: ofClip,
    params: idParams,
    body: newClipVersionSchema,
    reply: uploadSchema,
    status: 202,
  }),
  readClip: defineRoute({
    method: "get",
    path: `${API_PREFIX}/clips/{id}/audio`,
    name: "readClip",
    summary: "Its sound; ranges, ETag",
    right: seen,
    params: idParams,
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
    replyMedia: ["audio/ogg"],
    also: { 206: "The range asked for", 304: "As it was" },
  }),
} as const;
