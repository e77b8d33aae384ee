import { accept, type Outcome, refuse, resolveTarget } from "@dalaba/core";
import { type PlannedOccurrence, SCHEDULE_PRIORITY_MAX, type Schedule } from "@dalaba/core/schedule";
import { type ClipRef, FRAME_MS } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import type { BroadcastDesk, PlayingSources, RecordedEnd, RecordedFrames } from "../broadcasts";
import type { Clock } from "../clock";
import type { TownView } from "../fleet";
import { ruleCaller } from "../http/rule-caller";
import { type AnnouncementBook, saidBy } from "./announcement-book";

export interface Sounding {
  readonly broadcast: string;
  /** From this position of the whole, ms; the chime belongs to the beginning. */
  readonly positionMs: number;
}

export interface OccurrencePlayer {
  /** All of it as it will be sent; made ahead where words must be spoken first. */
  prepare(occurrence: PlannedOccurrence, schedule: Schedule): Promise<Outcome<Prepared>>;
  /** `air-unreachable` and `air-starting`: nothing sounded. */
  play(
    prepared: Prepared,
    schedule: Schedule,
    sounding: Sounding,
    onOver: (end: RecordedEnd) => void,
  ): Promise<Outcome<undefined>>;
}

export interface Prepared {
  readonly title: string;
  readonly chime: ReturnType<typeof saidBy>["chime"];
  readonly frames: RecordedFrames;
  readonly durationMs: number;
}

interface PlayerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly desk: BroadcastDesk;
  readonly sources: PlayingSources;
  readonly announcements: AnnouncementBook;
  view(): TownView;
  /** What speakers that keep these frames are told to sound by themselves. */
  stored(frames: RecordedFrames): { readonly clip: ClipRef; readonly bundle: string | null };
}

/** Sounds an occurrence as a broadcast that has its id. */
export function occurrencePlayer(parts: PlayerParts): OccurrencePlayer {
  const { store, clock, desk, sources, announcements, view } = parts;
  return {
    async prepare({ announcement, utcMs }, { zone, to }) {
      const found = announcements.get(announcement);
      if (!found.ok) return found;
      const village = villageOf(to, view());
      const frames = await announcements.frames(found.value, { utcMs, zone, village });
      if (!frames.ok) return frames;
      const { chime } = saidBy(found.value);
      const durationMs = announcements.durationMs(announcement) ?? frames.value.length * FRAME_MS;
      return accept({ title: found.value.title, chime, frames: frames.value, durationMs });
    },
    async play({ title, chime, frames, durationMs }, schedule, { broadcast, positionMs }, onOver) {
      const chimeOnlyMs = durationMs - frames.length * FRAME_MS;
      const from = Math.max(0, Math.ceil((positionMs - chimeOnlyMs) / FRAME_MS));
      const rest = positionMs === 0 ? frames : frames.slice(from);
      if (rest.length === 0) return refuse("broadcast-ended", "nothing of it is left");
      const caller = ruleCaller({ store, clock }, "schedule", schedule, SCHEDULE_PRIORITY_MAX);
      const opened = await desk.open(
        {
          ...{ id: broadcast, by: "schedule", kind: "play", to: schedule.to, emergency: false },
          ...{ night: "no", waitMs: 0, priority: schedule.priority, gainDb: schedule.levelDb },
          chime: positionMs === 0 ? chime : "none",
          ...(positionMs === 0 ? { stored: parts.stored(frames) } : {}),
          said: { said: title, schedule: schedule.id, ...(positionMs === 0 ? {} : { positionMs }) },
        },
        caller,
        [],
      );
      if (!opened.ok) return opened;
      return sources.play(opened.value.ticket, rest, onOver);
    },
  };
}

/** The name of the nearest site that contains everybody it is for: a village's own, or the town's for several. */
function villageOf(to: readonly string[], { directory, tree }: TownView): string | null {
  const targets = resolveTarget(to, directory);
  return targets.ok ? (tree.enclosing(targets.value.sites)?.name ?? null) : null;
}
