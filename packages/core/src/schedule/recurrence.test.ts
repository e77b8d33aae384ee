import fc from "fast-check";
import { rrulestr } from "rrule";
import { describe, expect, it } from "vitest";
import type { LocalTime } from "./local-time";
import { readRecurrence } from "./recurrence";

const START = "2026-01-05T07:30:00" as LocalTime;
const timesOf = (rule: string, to: string, zone = "Asia/Shanghai", starts = START): readonly string[] => {
  const read = readRecurrence(rule, starts, zone);
  if (!read.ok) throw new Error(read.detail);
  return read.value.between(starts, to as LocalTime) ?? [];
};

describe("a rule of RFC 5545", () => {
  it("is due on weekdays at its time", () => {
    expect(timesOf("FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-01-12T00:00:00")).toEqual([
      "2026-01-05T07:30:00",
      "2026-01-07T07:30:00",
      "2026-01-09T07:30:00",
    ]);
  });

  it("keeps local time where clocks change, also in the gap", () => {
    const times = timesOf(
      "FREQ=DAILY;COUNT=3",
      "2026-04-01T00:00:00",
      "Europe/Berlin",
      "2026-03-28T02:30:00" as LocalTime,
    );
    expect(times).toEqual(["2026-03-28T02:30:00", "2026-03-29T02:30:00", "2026-03-30T02:30:00"]);
  });

  it("ends at an UNTIL in UTC, read in the zone, and after a COUNT", () => {
    expect(timesOf("FREQ=DAILY;UNTIL=20260106T233000Z", "2026-02-01T00:00:00").at(-1)).toBe(
      "2026-01-07T07:30:00",
    );
    expect(timesOf("FREQ=DAILY;UNTIL=20260106T232959Z", "2026-02-01T00:00:00").at(-1)).toBe(
      "2026-01-06T07:30:00",
    );
    expect(timesOf("RRULE:FREQ=DAILY;UNTIL=20260107", "2026-02-01T00:00:00").at(-1)).toBe(
      "2026-01-07T07:30:00",
    );
    expect(timesOf("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2027-01-01T00:00:00")).toEqual([
      "2026-01-30T07:30:00",
      "2026-02-27T07:30:00",
    ]);
  });

  it.each([
    ["FREQ=MINUTELY", "rrule-too-often"],
    ["FREQ=SECONDLY;INTERVAL=30", "rrule-too-often"],
    ["", "rrule-invalid"],
    ["DAILY", "rrule-invalid"],
    ["FREQ=DAILY;FREQ=WEEKLY", "rrule-invalid"],
    ["FREQ=DAILY;X=1", "rrule-invalid"],
    ["FREQ=DAILY;COUNT=2;UNTIL=20270101", "rrule-invalid"],
    ["FREQ=DAILY;UNTIL=soon", "rrule-invalid"],
    ["FREQ=DAILY;INTERVAL=0", "rrule-invalid"],
    ["FREQ=WEEKLY;BYDAY=XX", "rrule-invalid"],
    [`FREQ=DAILY;BYHOUR=${"1,".repeat(400)}1`, "rrule-invalid"],
  ])("refuses %s with %s", (rule, code) => {
    expect(readRecurrence(rule, START, "Asia/Shanghai")).toMatchObject({ ok: false, code });
  });

  it("ends in bounded time where it never comes due", () => {
    const read = readRecurrence("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", START, "Asia/Shanghai");
    if (read.ok) expect(read.value.between(START, "2030-01-01T00:00:00" as LocalTime) ?? []).toEqual([]);
  });

  it("says no to nonsense and never throws", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        readRecurrence(`FREQ=DAILY;${text}`, START, "Asia/Shanghai");
      }),
    );
  });

  it("agrees with an independent implementation over a year", () => {
    const days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    const list = <T>(from: readonly T[]) =>
      fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 3 });
    const numbers = (low: number, high: number) =>
      list(Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((n) => n !== 0)).map((all) =>
        all.sort((a, b) => a - b),
      );
    const part = (name: string, values: fc.Arbitrary<readonly (string | number)[]>) =>
      fc.option(
        values.map((all) => `;${name}=${all.join(",")}`),
        { nil: "" },
      );
    const rules = fc.oneof(
      fc.tuple(fc.constant("FREQ=DAILY"), part("BYDAY", list(days)), part("BYMONTH", numbers(1, 12))),
      fc.tuple(fc.constant("FREQ=WEEKLY"), part("BYDAY", list(days)), part("BYHOUR", numbers(0, 23))),
      fc.tuple(
        fc.constant("FREQ=MONTHLY"),
        part("BYMONTHDAY", numbers(-5, 28)),
        part("BYMONTH", numbers(1, 12)),
      ),
      fc.tuple(
        fc.constant("FREQ=MONTHLY"),
        list(days).chain((some) =>
          fc.constantFrom(-1, 1, 2, 3).map((n) => `;BYDAY=${some.map((day) => n + day).join(",")}`),
        ),
        fc.constant(""),
      ),
      fc.tuple(fc.constant("FREQ=YEARLY"), part("BYMONTH", numbers(1, 12)), part("BYDAY", list(days))),
    );
    const endings = fc.oneof(
      fc.constant(""),
      fc.integer({ min: 1, max: 40 }).map((count) => `;COUNT=${count}`),
      fc.integer({ min: 1, max: 28 }).map((day) => `;UNTIL=202608${String(day).padStart(2, "0")}T000000Z`),
    );
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 4 }), endings, (parts, interval, ending) => {
        const rule = `${parts.join("")};INTERVAL=${interval}${ending}`;
        const theirs = rrulestr(`DTSTART:20260105T073000Z\nRRULE:${rule}`)
          .between(new Date(Date.UTC(2026, 0, 5, 7, 30)), new Date(Date.UTC(2027, 0, 5)), true)
          .map((each) => each.toISOString().slice(0, 19));
        expect(timesOf(rule, "2027-01-05T00:00:00", "UTC"), rule).toEqual(theirs);
      }),
      { numRuns: 150 },
    );
  });
});
