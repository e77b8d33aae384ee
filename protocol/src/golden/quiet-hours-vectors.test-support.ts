import { isQuietAt, type QuietTimes } from "../quiet-hours";

const MINUTE_MS = 60_000;
/** 2026-01-05, a Monday, 00:00 UTC. */
const DAY_MS = 20_458 * 86_400_000;

function times(name: string, quiet: QuietTimes, minutes: readonly number[]): object {
  const at = minutes.flatMap((minute) =>
    [-1, 0].map((ms) => {
      const utcMs = DAY_MS + minute * MINUTE_MS + ms;
      return { utcMs, quiet: isQuietAt(quiet, utcMs) };
    }),
  );
  return { name, ...quiet, at };
}

/** quiet-hours.json: SPEC 7.12. */
export function quietHoursVectors(): object {
  const night = [{ fromMinute: 22 * 60, toMinute: 6 * 60 }];
  const noon = { fromMinute: 12 * 60, toMinute: 14 * 60 };
  const china = [{ fromUtcMs: 0, minutes: 480 }];
  const summer = [
    { fromUtcMs: DAY_MS - 90 * 86_400_000, minutes: 60 },
    { fromUtcMs: DAY_MS + 60 * MINUTE_MS, minutes: 120 },
  ];
  return {
    about:
      "SPEC 7.12: whether it is quiet at an instant, by the members quietHours and utcOffsets of a cfg; each minute that matters, and the ms before it.",
    cases: [
      times("none", {}, [0, 720]),
      times("a night in UTC", { quietHours: night }, [0, 359, 360, 720, 1319, 1320, 1440]),
      times("a night eight hours ahead", { quietHours: night, utcOffsets: china }, [-120, 0, 840, 1320, 839]),
      times("a night and a noon", { quietHours: [...night, noon], utcOffsets: china }, [240, 360, 840, 841]),
      times("the whole day", { quietHours: [{ fromMinute: 60, toMinute: 60 }] }, [0, 60, 61]),
      times("a minute", { quietHours: [{ fromMinute: 60, toMinute: 61 }] }, [59, 60, 61]),
      times(
        "a night through a change to summer time",
        { quietHours: night, utcOffsets: summer },
        [59, 60, 240, 300, 1200, 1260],
      ),
      times(
        "before the first offset",
        { quietHours: night, utcOffsets: [{ fromUtcMs: 2 * DAY_MS, minutes: 480 }] },
        [840, 1320],
      ),
      times(
        "west of Greenwich",
        { quietHours: night, utcOffsets: [{ fromUtcMs: 0, minutes: -300 }] },
        [180, 659, 660],
      ),
    ],
  };
}
