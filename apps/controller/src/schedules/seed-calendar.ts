import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type ChineseDays, chineseCalendar } from "@dalaba/core/schedule";
import type { Store } from "@dalaba/store";

const SEEDED = "calendars.seeded";

/**
 * China's official days off and make-up workdays, once, as a calendar to begin with: people edit it, and put the next year's
 * in when the State Council has announced it in November. Not again once it was there, whatever became of it.
 */
export function seedCalendar(store: Store, nowMs: number): void {
  if (store.settings.get(SEEDED) !== undefined) return;
  const file = createRequire(import.meta.url).resolve("chinese-days/dist/chinese-days.json");
  const { id, title, years, holidays, workdays } = chineseCalendar(
    JSON.parse(readFileSync(file, "utf8")) as ChineseDays,
  );
  const of = (days: ReadonlyMap<string, string>) => Object.fromEntries(days);
  const document = { id, title, years, holidays: of(holidays), workdays: of(workdays) };
  store.tx(() => {
    if (store.schedules.calendar(id) === undefined)
      store.schedules.putCalendar({ id, document, changedAtMs: nowMs });
    store.settings.set(SEEDED, true, nowMs);
  });
}
