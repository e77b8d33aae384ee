import type { CalendarReply, routes } from "@dalaba/api";
import { accept, refuse } from "@dalaba/core";
import { readHolidayCalendar } from "@dalaba/core/schedule";
import type { Handlers } from "../context";
import type { ScheduleRouteParts } from "./schedules";

export function calendarHandlers(
  parts: Pick<ScheduleRouteParts, "store" | "clock" | "book" | "changed">,
): Handlers<typeof routes.calendars> {
  const { store, clock, book, changed } = parts;
  const unknown = (id: string) => refuse("calendar-unknown", `no calendar ${id}`, { calendar: id });
  return {
    listCalendars: () =>
      accept({
        items: store.schedules.calendars().map(({ document }) => document as CalendarReply),
        next: null,
      }),
    putCalendar({ params: { id }, body }, caller) {
      const document = { ...body, id };
      const read = readHolidayCalendar(document);
      if (!read.ok) return read;
      store.tx(() => {
        store.schedules.putCalendar({ id, document, changedAtMs: clock.nowMs() });
        const detail = { years: body.years, holidays: Object.keys(body.holidays).length };
        store.audit.append(caller.entry({ act: "calendar-put", object: `calendar:${id}`, detail }));
      });
      changed();
      return accept(document);
    },
    removeCalendar({ params: { id } }, caller) {
      if (store.schedules.calendar(id) === undefined) return unknown(id);
      const schedules = [...book.all().values()].flatMap(({ schedule }) =>
        schedule.calendar === id ? [schedule.id] : [],
      );
      if (schedules.length > 0)
        return refuse("calendar-in-use", `${schedules.length} schedules keep to ${id}`, {
          calendar: id,
          schedules,
        });
      store.tx(() => {
        store.schedules.removeCalendar(id);
        store.audit.append(caller.entry({ act: "calendar-remove", object: `calendar:${id}` }));
      });
      changed();
      return accept(undefined);
    },
  };
}
