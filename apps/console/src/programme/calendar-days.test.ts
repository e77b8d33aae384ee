import { describe, expect, it } from "vitest";
import { calendarDays, dayIn } from "./calendar-days";

const NOW = Date.parse("2026-11-27T15:30:00Z");
const zone = "Asia/Shanghai";
const coming = (iso: string, title: string, problems: never[] = []) => ({
  ...{ atMs: Date.parse(iso), schedule: "a", title, announcement: "b", targets: 1, sounds: true },
  ...{ problems, collidesWith: [] },
});

describe("the days of the programme", () => {
  it("are those of the site, not of this machine", () => {
    expect(dayIn(NOW, zone)).toBe("2026-11-27");
    expect(dayIn(NOW + 3_600_000, zone)).toBe("2026-11-28");
    const days = calendarDays(
      {
        coming: [coming("2026-11-27T16:10:00Z", "b"), coming("2026-11-27T15:40:00Z", "a")],
        past: [
          {
            ...{ id: "x", schedule: "a", revision: 1, atMs: NOW - 3_600_000, announcement: "b" },
            ...{ state: "skipped", because: "quiet-hours", broadcast: null, decidedAtMs: NOW },
          },
        ],
        titles: new Map([["a", "早间广播"]]),
      },
      { nowMs: NOW, days: 2, zone },
    );
    expect(
      days.map(({ day, entries }) => [day, entries.map(({ title, state }) => `${title} ${state}`)]),
    ).toEqual([
      ["2026-11-27", ["早间广播 skipped", "a coming"]],
      ["2026-11-28", ["b coming"]],
    ]);
    expect(days[0]?.entries[0]?.problems).toEqual(["quiet-hours"]);
  });

  it("a month has as many days as it is asked for, empty ones too", () => {
    const days = calendarDays({ coming: [], past: [], titles: new Map() }, { nowMs: NOW, days: 35, zone });
    expect(days).toHaveLength(35);
    expect(new Set(days.map(({ day }) => day)).size).toBe(35);
  });
});
