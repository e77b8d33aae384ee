import { createHash } from "node:crypto";
import {
  type HolidayCalendar,
  type KeptSchedule,
  planOccurrences,
  type QuietHours,
  readHolidayCalendar,
  readSchedule,
  type Schedule,
} from "@dalaba/core/schedule";
import type { Store, StoredSchedule } from "@dalaba/store";
import type { Log } from "../log";
import { readQuietHours } from "./quiet-hours-setting";

const PLANNED_SETTING = "schedules.planned-until";

export interface KeptByPeople extends KeptSchedule {
  readonly stored: StoredSchedule;
}

interface BookParts {
  readonly store: Store;
  readonly log: Log;
}

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/** Schedules, calendars and quiet hours as they are kept, read once and again after a change. */
export class ScheduleBook {
  private readonly parts: BookParts;
  private kept: ReadonlyMap<string, KeptByPeople> | undefined;
  private readonly calendars = new Map<string, HolidayCalendar | undefined>();

  constructor(parts: BookParts) {
    this.parts = parts;
  }

  changed(): void {
    this.kept = undefined;
    this.calendars.clear();
  }

  all(): ReadonlyMap<string, KeptByPeople> {
    this.kept ??= this.readAll();
    return this.kept;
  }

  schedule(id: string): Schedule | undefined {
    return this.all().get(id)?.schedule;
  }

  calendar(id: string): HolidayCalendar | undefined {
    if (!this.calendars.has(id)) {
      const stored = this.parts.store.schedules.calendar(id);
      const read = stored && readHolidayCalendar(stored.document);
      this.calendars.set(id, read?.ok ? read.value : undefined);
    }
    return this.calendars.get(id);
  }

  quietHours(): readonly QuietHours[] {
    return readQuietHours(this.parts.store);
  }

  /** Writes down everything that is due until then. */
  plan(nowMs: number, untilMs: number): void {
    const { store, log } = this.parts;
    store.tx(() => {
      const plannedMs = store.settings.get<number>(PLANNED_SETTING) ?? nowMs;
      const waiting = store.occurrences.inState("waiting");
      const since = Math.min(plannedMs, nowMs);
      // Those that wait are looked at from the first of them on.
      const decided = store.occurrences.decidedSince(Math.min(since, ...waiting.map(({ utcMs }) => utcMs)));
      const { write, withdraw, failed } = planOccurrences(
        {
          schedules: [...this.all().values()],
          waiting,
          decided: (id) => decided.has(id),
          calendar: (id) => this.calendar(id),
          sha256,
        },
        since,
        untilMs,
      );
      if (write.length > 0) store.occurrences.write(write);
      if (withdraw.length > 0) store.occurrences.withdraw(withdraw);
      store.settings.set(PLANNED_SETTING, Math.max(plannedMs, untilMs), nowMs);
      for (const { schedule, code } of failed)
        log.warn(
          { schedule, code },
          "a schedule cannot be expanded, so nothing of it is planned; correct its rule",
        );
    });
  }

  private readAll(): ReadonlyMap<string, KeptByPeople> {
    const kept = new Map<string, KeptByPeople>();
    for (const stored of this.parts.store.schedules.all()) {
      const read = readSchedule({ ...stored.document, id: stored.id, revision: stored.revision });
      if (read.ok) kept.set(stored.id, { schedule: read.value, changedAtUtcMs: stored.changedAtMs, stored });
      else
        this.parts.log.error(
          { schedule: stored.id, code: read.code },
          `a stored schedule cannot be read (${read.detail}); write it anew`,
        );
    }
    return kept;
  }
}
