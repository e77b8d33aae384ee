/** When a speaker refuses what may wait until the morning (SPEC 7.12): by its own clock, whoever sends it. */

export interface QuietHour {
  /** Minute of the local day, 0 to 1,439; the end is not in it. From above to: over midnight. Equal: the whole day. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** How far the local clock is ahead of UTC from an instant on. */
export interface UtcOffset {
  readonly fromUtcMs: number;
  /** −1,440 to 1,440. */
  readonly minutes: number;
}

export interface QuietTimes {
  /** At most 8. */
  readonly quietHours?: readonly QuietHour[];
  /** At most 16, in the order of time: no speaker needs a table of time zones. */
  readonly utcOffsets?: readonly UtcOffset[];
}

const DAY_MINUTES = 1440;

/** True while the speaker's local clock shows a quiet minute. */
export function isQuietAt({ quietHours = [], utcOffsets = [] }: QuietTimes, utcMs: number): boolean {
  if (quietHours.length === 0) return false;
  let offset = utcOffsets[0]?.minutes ?? 0;
  for (const { fromUtcMs, minutes } of utcOffsets) if (fromUtcMs <= utcMs) offset = minutes;
  const minute = (Math.floor(utcMs / 60_000) + offset) % DAY_MINUTES;
  const local = minute < 0 ? minute + DAY_MINUTES : minute;
  return quietHours.some(({ fromMinute, toMinute }) =>
    fromMinute < toMinute ? local >= fromMinute && local < toMinute : local >= fromMinute || local < toMinute,
  );
}
