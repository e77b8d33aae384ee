import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";
import { API_PREFIX, defineRoute } from "../contract/route";

const params = z.object({ id: z.string().min(1).max(64) });
const manages = { act: "manage-town", of: "asked-by-handler" } as const;
const seen = { act: "see", of: "asked-by-handler" } as const;

export const pictureSourceSchema = z
  .object({
    camera: z.string(),
    /** Of a JPEG, over http or https. */
    url: z.string(),
    user: z.string().nullable(),
    changedAtMs: z.number(),
  })
  .openapi("PictureSource");
export type PictureSourceReply = z.output<typeof pictureSourceSchema>;

export const pictureRoutes = {
  readPicture: defineRoute({
    method: "get",
    path: `${API_PREFIX}/cameras/{id}/picture`,
    name: "readPicture",
    summary: "What a camera sees now, fetched through the controller, twice a second at most",
    right: seen,
    params,
    replyMedia: ["image/jpeg"],
  }),
  showPictureSource: defineRoute({
    method: "get",
    path: `${API_PREFIX}/cameras/{id}/picture-source`,
    name: "showPictureSource",
    summary: "Where its picture comes from; the password is never shown",
    right: manages,
    params,
    reply: pictureSourceSchema,
  }),
  setPictureSource: defineRoute({
    method: "put",
    path: `${API_PREFIX}/cameras/{id}/picture-source`,
    name: "setPictureSource",
    summary: "Where its picture comes from; inside DALABA_CAMERA_NETWORKS alone",
    right: manages,
    params,
    body: z.object({
      url: z.string().max(500),
      user: z.string().max(128).nullable().default(null),
      /** Left out: the one it had. */
      password: z.string().max(256).optional(),
    }),
    reply: pictureSourceSchema,
  }),
  removePictureSource: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/cameras/{id}/picture-source`,
    name: "removePictureSource",
    summary: "It has no picture any more",
    right: manages,
    params,
  }),
  readSnapshot: defineRoute({
    method: "get",
    path: `${API_PREFIX}/incidents/{id}/snapshots/{name}`,
    name: "readSnapshot",
    summary: "The picture when an incident opened (`at`), or ten seconds after (`after`)",
    right: seen,
    params: z.object({ id: hexId, name: z.enum(["at", "after"]) }),
    replyMedia: ["image/jpeg"],
  }),
} as const;
