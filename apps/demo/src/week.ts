import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TownApi } from "./town";

/** What the demo town says in a week: sounds that an engine spoke once, so that a first start needs none. */
const CLIPS = [
  { file: "morning.opus", title: "早上好" },
  { file: "fire.opus", title: "防火提醒" },
  { file: "waste.opus", title: "垃圾分类" },
  { file: "river.opus", title: "河边安全" },
] as const;

const WEEK = [
  {
    title: "早间广播",
    clip: "morning.opus",
    chime: "three-tone",
    at: "07:00",
    rrule: "FREQ=DAILY",
    to: "all",
  },
  { title: "上课铃", clip: null, chime: "two-tone", at: "08:00", rrule: "FREQ=DAILY", to: "zone:xuexiao" },
  {
    ...{ title: "垃圾分类", clip: "waste.opus", chime: "two-tone", at: "18:00" },
    ...{ rrule: "FREQ=WEEKLY;BYDAY=MO,WE,FR", to: "site:juweihui" },
  },
  {
    ...{ title: "河边安全", clip: "river.opus", chime: "two-tone", at: "16:00" },
    ...{ rrule: "FREQ=WEEKLY;BYDAY=SA,SU", to: "zone:heti" },
  },
  { title: "防火提醒", clip: "fire.opus", chime: "two-tone", at: "19:30", rrule: "FREQ=DAILY", to: "all" },
] as const;

interface Listed {
  readonly items: readonly unknown[];
}

/**
 * Gives a town that has no clip, announcement or schedule yet its week. Answers how many schedules there are. No quiet hours: a
 * demo is tried at any hour of the day, and speakers keep them.
 */
export async function ensureWeek(api: TownApi, root: string): Promise<number> {
  const [clips, announcements, schedules] = await Promise.all(
    ["/clips", "/announcements", "/schedules"].map((path) => api.call<Listed>("GET", path)),
  );
  const there = [clips, announcements, schedules].some((list) => (list?.items.length ?? 0) > 0);
  if (there) return schedules?.items.length ?? 0;
  const made = new Map<string, string>();
  for (const { file, title } of CLIPS)
    made.set(file, await addClip(api, join(root, "apps/demo/sounds", file), title));
  for (const { title, clip, chime, at, rrule, to } of WEEK) {
    const parts = [clip === null ? { pauseMs: 500 } : { clip: made.get(clip) }];
    const { id } = await api.call<{ id: string }>("POST", "/announcements", { title, chime, parts });
    await api.call("POST", "/schedules", {
      ...{ title, announcement: id, to: [to], starts: `${today()}T${at}:00`, rrule },
      ...(clip === null ? { holidays: "workdays", calendar: "cn" } : {}),
    });
  }
  return WEEK.length;
}

/** Uploads a sound of the demo and waits for the clip that is made of it. */
export async function addClip(api: TownApi, path: string, title: string): Promise<string> {
  const bytes = new Uint8Array(await readFile(path));
  const { id } = await api.call<{ id: string }>("POST", "/uploads", {
    name: `${title}.opus`,
    bytes: bytes.length,
  });
  await api.call("PUT", `/uploads/${id}?offset=0`, bytes, "application/octet-stream");
  await api.call("POST", "/clips", { upload: id, title, language: "zh-CN" });
  for (;;) {
    const told = await api.call<{ state: string; clip: string | null; problem: { code: string } | null }>(
      ...(["GET", `/uploads/${id}`] as const),
    );
    if (told.clip !== null) return told.clip;
    if (told.state === "refused") throw new Error(`${path}: ${told.problem?.code}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Of the town's clock, which is nearly enough that of Beijing. */
function today(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
}
