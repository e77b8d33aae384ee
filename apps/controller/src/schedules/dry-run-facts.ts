import { resolveTarget } from "@dalaba/core";
import type { DryRunFacts, Schedule } from "@dalaba/core/schedule";
import type { TownView } from "../fleet";
import type { AnnouncementBook } from "./announcement-book";
import type { ScheduleBook } from "./schedule-book";

interface FactParts {
  readonly book: ScheduleBook;
  readonly announcements: AnnouncementBook;
  view(): TownView;
  clockTrusted(speaker: string): boolean;
  /** By its own word it keeps the programme and has not all of its clips. */
  lacksClips(speaker: string): boolean;
}

/** What the dry run must know of the town as it is now. */
export function dryRunFacts({ book, announcements, view, clockTrusted, lacksClips }: FactParts): DryRunFacts {
  const { directory } = view();
  const hours = book.quietHours();
  const resolved = new Map<string, readonly string[]>();
  return {
    calendar: (id) => book.calendar(id),
    speakers({ to }: Schedule) {
      const key = to.join("\n");
      const known = resolved.get(key);
      if (known !== undefined) return known;
      const found = resolveTarget(to, directory);
      const speakers = found.ok ? found.value.speakers : [];
      resolved.set(key, speakers);
      return speakers;
    },
    durationMs: (announcement) => announcements.durationMs(announcement),
    // Whoever keeps no clips is sent the sound as it is due: then what counts is whether it can be had here.
    holds: (speaker, announcement) => announcements.available(announcement) && !lacksClips(speaker),
    clockTrusted,
    quietHours: () => hours,
  };
}
