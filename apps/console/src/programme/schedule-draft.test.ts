import { describe, expect, it } from "vitest";
import { newSchedule, type ScheduleDraft, WEEKDAYS } from "./schedule-draft";

const draft: ScheduleDraft = {
  ...{ title: " 早间广播 ", announcement: "00000000000000aa", to: "all", day: "2026-11-27", time: "07:00" },
  ...{ days: [], holidays: "any", calendar: "" },
};

describe("a schedule in the making", () => {
  it("is once, on some days of the week, or daily", () => {
    expect(newSchedule(draft)).toMatchObject({
      title: "早间广播",
      starts: "2026-11-27T07:00:00",
      rrule: null,
    });
    expect(newSchedule({ ...draft, days: ["FR", "MO"] })?.rrule).toBe("FREQ=WEEKLY;BYDAY=MO,FR");
    expect(newSchedule({ ...draft, days: WEEKDAYS })?.rrule).toBe("FREQ=DAILY");
  });

  it.each([
    { title: " " },
    { announcement: "" },
    { to: "" },
    { day: "" },
    { time: "7" },
    { holidays: "workdays" as const },
  ])("with %j is none yet", (missing) => {
    expect(newSchedule({ ...draft, ...missing })).toBeNull();
  });
});
