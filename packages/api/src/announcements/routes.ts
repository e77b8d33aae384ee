import { CHIMES } from "@dalaba/protocol";
import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import { partSchema } from "../plays/routes";

/** What is said: a chime, parts one after the other, all of it so often. */
export const newAnnouncementSchema = z.object({
  title: z.string().trim().min(1).max(80),
  /** Whose it is; null: the whole installation's. Left out: that, or the caller's own room's site. */
  site: z.string().max(64).nullable().optional(),
  chime: z.enum(CHIMES).default("none"),
  /** In a text `{{date}}`, `{{weekday}}` and `{{time}}` stand for when it sounds, in the site's zone, `{{village}}` for where. */
  parts: z.array(partSchema).min(1).max(50),
  times: z.number().int().min(1).max(100).default(1),
  /** Silence between two times, ms. */
  betweenMs: z.number().int().min(0).max(600_000).default(1_000),
});

export const announcementSchema = z
  .object({
    id: hexId,
    title: z.string(),
    site: z.string().nullable(),
    /** Counts up with each change, from 1. */
    revision: z.number().int(),
    chime: z.enum(CHIMES),
    parts: z.array(partSchema),
    times: z.number().int(),
    betweenMs: z.number().int(),
    changedAtMs: z.number(),
    deletedAtMs: z.number().nullable(),
  })
  .openapi("Announcement");
export type AnnouncementReply = z.output<typeof announcementSchema>;

const params = z.object({ id: hexId });
const manages = { act: "manage-schedules", of: "asked-by-handler" } as const;

export const announcementRoutes = {
  listAnnouncements: defineRoute({
    method: "get",
    path: `${API_PREFIX}/announcements`,
    name: "listAnnouncements",
    summary: "Announcements of the sites one may see and of the whole installation, newest change first",
    right: { act: "see", of: "anywhere" },
    query: pageQuery.extend({ deleted: z.enum(["true", "false"]).default("false") }),
    reply: pageOf(announcementSchema),
  }),
  addAnnouncement: defineRoute({
    method: "post",
    path: `${API_PREFIX}/announcements`,
    name: "addAnnouncement",
    summary: "A new announcement",
    right: manages,
    body: newAnnouncementSchema,
    reply: announcementSchema,
    status: 201,
  }),
  showAnnouncement: defineRoute({
    method: "get",
    path: `${API_PREFIX}/announcements/{id}`,
    name: "showAnnouncement",
    summary: "One announcement",
    right: { act: "see", of: "anywhere" },
    params,
    reply: announcementSchema,
  }),
  changeAnnouncement: defineRoute({
    method: "put",
    path: `${API_PREFIX}/announcements/{id}`,
    name: "changeAnnouncement",
    summary: "Something else in its place; schedules that name it say this from then on",
    right: manages,
    params,
    body: newAnnouncementSchema,
    reply: announcementSchema,
  }),
  removeAnnouncement: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/announcements/{id}`,
    name: "removeAnnouncement",
    summary: "Delete it where no schedule needs it; it can be restored",
    right: manages,
    params,
  }),
  restoreAnnouncement: defineRoute({
    method: "post",
    path: `${API_PREFIX}/announcements/{id}/restore`,
    name: "restoreAnnouncement",
    summary: "Bring a deleted one back",
    right: manages,
    params,
    reply: announcementSchema,
  }),
} as const;
