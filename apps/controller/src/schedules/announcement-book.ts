import { type Outcome, refuse } from "@dalaba/core";
import { type LocalTime, localAt } from "@dalaba/core/schedule";
import { CHIMES, type ChimeName, chimeMs, FRAME_MS } from "@dalaba/protocol";
import type { Store, StoredAnnouncement } from "@dalaba/store";
import type { RecordedFrames } from "../broadcasts";
import { livingClip } from "../clips";
import { clipsOf, type Part, type PlayDesk, type Programme } from "../programme";

/** What an announcement says, read from the store. */
export interface Said extends Programme {
  readonly chime: ChimeName;
}

interface BookParts {
  readonly store: Pick<Store, "announcements" | "clips">;
  readonly plays: Pick<PlayDesk, "frames">;
}

const WEEKDAYS = ["日", "一", "二", "三", "四", "五", "六"];

/** Announcements as the driver and the dry run need them: what they say at a time, and how long that lasts. */
export class AnnouncementBook {
  private readonly parts: BookParts;
  /** By id and revision, of those whose length was found by making them. */
  private readonly lengths = new Map<string, number>();

  constructor(parts: BookParts) {
    this.parts = parts;
  }

  get(id: string): Outcome<StoredAnnouncement> {
    const found = this.parts.store.announcements.get(id);
    return found === undefined || found.deletedAtMs !== null
      ? refuse("announcement-unknown", `no announcement ${id}`, { announcement: id })
      : { ok: true, value: found };
  }

  /** Chime and repetitions included, ms; null: nobody has spoken its words yet. */
  durationMs(id: string): number | null {
    const found = this.get(id);
    if (!found.ok) return null;
    const known = this.lengths.get(keyOf(found.value));
    if (known !== undefined) return known;
    const { chime, parts, times, betweenMs } = saidBy(found.value);
    let onceMs = 0;
    for (const part of parts) {
      if ("say" in part) return null;
      onceMs += "pauseMs" in part ? part.pauseMs : this.clipMs(part);
    }
    return chimeMs(chime) + onceMs * times + betweenMs * (times - 1);
  }

  /** It is there, and so are its clips; words are spoken when they are due. */
  available(id: string): boolean {
    const found = this.get(id);
    if (!found.ok) return false;
    return clipsOf(saidBy(found.value).parts).every((id) => livingClip(this.parts.store, id, null).ok);
  }

  /** All of its frames at that time, the chime left out: speakers make it themselves. */
  async frames(
    found: StoredAnnouncement,
    {
      utcMs,
      zone,
      village,
    }: { readonly utcMs: number; readonly zone: string; readonly village: string | null },
  ): Promise<Outcome<RecordedFrames>> {
    const said = saidBy(found);
    const at = localAt(utcMs, zone);
    const parts = said.parts.map((part) =>
      "say" in part ? { ...part, say: filledIn(part.say, at, village) } : part,
    );
    const frames = await this.parts.plays.frames({ ...said, parts });
    if (frames.ok) {
      if (this.lengths.size > 1_000) this.lengths.clear();
      this.lengths.set(keyOf(found), chimeMs(said.chime) + frames.value.length * FRAME_MS);
    }
    return frames;
  }

  private clipMs({ clip, version }: Extract<Part, { clip: string }>): number {
    const { clips } = this.parts.store;
    const found = version === undefined ? clips.get(clip)?.newest : clips.version(clip, version);
    return found?.durationMs ?? 0;
  }
}

export function saidBy({ document }: StoredAnnouncement): Said {
  const { chime, parts, times, betweenMs } = document as Partial<Said>;
  return {
    chime: CHIMES.find((each) => each === chime) ?? "none",
    ...{ parts: parts ?? [], times: times ?? 1, betweenMs: betweenMs ?? 0 },
  };
}

const keyOf = ({ id, revision }: StoredAnnouncement): string => `${id}.${revision}`;

/** `{{date}}`, `{{weekday}}` and `{{time}}` of a local time; `{{village}}`, where one is known. */
export function filledIn(text: string, at: LocalTime, village: string | null): string {
  const [year = "", month = "", day = ""] = at.slice(0, 10).split("-");
  const weekday = new Date(`${at.slice(0, 10)}T00:00:00Z`).getUTCDay();
  const words: Readonly<Record<string, string>> = {
    date: `${year}年${Number(month)}月${Number(day)}日`,
    weekday: `星期${WEEKDAYS[weekday]}`,
    time: at.slice(11, 16),
    ...(village === null ? {} : { village }),
  };
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => words[name] ?? whole);
}
