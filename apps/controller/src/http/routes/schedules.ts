import { randomBytes } from "node:crypto";
import type { routes } from "@dalaba/api";
import { accept, type Outcome, refuse, resolveTarget } from "@dalaba/core";
import {
  dryRun,
  type ImportedEvent,
  readICalendar,
  readSchedule,
  type Schedule,
  writeICalendar,
} from "@dalaba/core/schedule";
import type { Store } from "@dalaba/store";
import { sees } from "../../clips";
import type { Clock } from "../../clock";
import type { TownView } from "../../fleet";
import { type AnnouncementBook, dryRunFacts, keepQuietHours, type ScheduleBook } from "../../schedules";
import type { Caller, Handlers } from "../context";
import { occurrenceReply, scheduleReply } from "./schedule-reply";

export interface ScheduleRouteParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly book: ScheduleBook;
  readonly announcements: AnnouncementBook;
  view(): TownView;
  clockTrusted(speaker: string): boolean;
  lacksClips(speaker: string): boolean;
  changed(): void;
  /** Speakers are to be told of other quiet hours. */
  quietHoursChanged(): void;
}

const DAY_MS = 86_400_000;
const DEFAULT_ZONE = "Asia/Shanghai";
const ACT = "manage-schedules";
type Written = Readonly<Record<string, unknown>> & {
  readonly to: readonly string[];
  readonly zone?: string | undefined;
};

export function scheduleHandlers(parts: ScheduleRouteParts): Handlers<typeof routes.schedules> {
  const { store, clock, book, changed, quietHoursChanged } = parts;
  const unknown = (id: string) => refuse("schedule-unknown", `no schedule ${id}`, { schedule: id });
  const reply = (id: string) => {
    const kept = book.all().get(id);
    return kept === undefined ? unknown(id) : accept(scheduleReply(kept, book, clock.nowMs()));
  };
  /** One that is there, and whose targets are this caller's. */
  const own = (id: string, caller: Caller): Outcome<Schedule> => {
    const anywhere = caller.permit(ACT, { sites: "any" });
    if (!anywhere.ok) return anywhere;
    const schedule = book.schedule(id);
    if (schedule === undefined) return unknown(id);
    const may = mayAim(parts, schedule.to, schedule.priority, caller);
    // What names nobody any more may be taken away by whoever manages schedules at all.
    return may.ok || may.code === "target-unknown" || may.code === "target-empty" ? accept(schedule) : may;
  };
  const write = ({ id, revision, ...document }: Schedule, caller: Caller): void => {
    const { title, to } = document;
    store.tx(() => {
      const actor = { actorId: caller.actor.operator, actorName: caller.actor.name };
      store.schedules.put({ id, revision, document, changedAtMs: clock.nowMs(), ...actor });
      const act = revision === 1 ? "schedule-add" : "schedule-change";
      store.audit.append(caller.entry({ act, object: `schedule:${id}`, detail: { title, to, revision } }));
    });
    changed();
  };
  const put = (id: string, revision: number, written: Written, caller: Caller) => {
    const read = checked(parts, id, revision, written, caller);
    if (!read.ok) return read;
    write(read.value, caller);
    return reply(id);
  };
  return {
    listSchedules: () =>
      accept({
        items: [...book.all().values()].map((kept) => scheduleReply(kept, book, clock.nowMs())),
        next: null,
      }),
    addSchedule({ body }, caller) {
      return put(randomBytes(8).toString("hex"), 1, body, caller);
    },
    showSchedule: ({ params: { id } }) => reply(id),
    changeSchedule({ params: { id }, body: { revision, ...body } }, caller) {
      const found = own(id, caller);
      if (!found.ok) return found;
      if (found.value.revision !== revision)
        return refuse("schedule-changed", `${id} is at revision ${found.value.revision}, not ${revision}`, {
          ...{ schedule: id, revision: found.value.revision },
        });
      return put(id, revision + 1, body, caller);
    },
    removeSchedule({ params: { id } }, caller) {
      const found = own(id, caller);
      if (!found.ok) return found;
      store.tx(() => {
        store.schedules.remove(id, clock.nowMs());
        store.audit.append(caller.entry({ act: "schedule-remove", object: `schedule:${id}` }));
      });
      changed();
      return accept(undefined);
    },
    dryRunSchedules({ query: { days } }) {
      const nowMs = clock.nowMs();
      const schedules = [...book.all().values()].map(({ schedule }) => schedule);
      const found = dryRun(schedules, nowMs, nowMs + days * DAY_MS, dryRunFacts(parts));
      return accept({
        items: found.map(({ utcMs, speakers, problems, collidesWith, ...rest }) => ({
          ...rest,
          ...{ atMs: utcMs, targets: speakers, problems: [...problems], collidesWith: [...collidesWith] },
        })),
        next: null,
      });
    },
    exportSchedules() {
      const text = writeICalendar(
        [...book.all().values()].map(({ schedule }) => schedule),
        clock.nowMs(),
      );
      return new Response(text, { headers: { "content-type": "text/calendar; charset=utf-8" } });
    },
    async importSchedules({ query: { announcement, to, dryRun: only }, bytes }, caller) {
      const text = new TextDecoder().decode(await bytes());
      const imported = readICalendar(text, DEFAULT_ZONE);
      if (!imported.ok) return imported;
      const given = {
        ...(announcement === undefined ? {} : { announcement }),
        ...(to === undefined ? {} : { to: [to] }),
      };
      const passedOver = [...imported.value.passedOver];
      const ready: Schedule[] = [];
      for (const event of imported.value.events) {
        const id = randomBytes(8).toString("hex");
        const read = checked(parts, id, 1, writtenOf(event, given), caller);
        if (read.ok) ready.push(read.value);
        else if (read.code === "not-allowed" || read.code === "outside-your-sites") return read;
        else passedOver.push({ uid: event.uid, code: read.code as never, detail: read.detail });
      }
      if (only === "false") for (const schedule of ready) write(schedule, caller);
      const added = ready.flatMap(({ id }) => {
        const shown = only === "false" ? reply(id) : undefined;
        return shown?.ok ? [shown.value] : [];
      });
      return accept({ added, passedOver });
    },
    listOccurrences({ query: { after, limit, schedule, since, until } }) {
      const page = store.occurrences.list({
        limit,
        ...(after === undefined ? {} : { after }),
        ...(schedule === undefined ? {} : { schedule }),
        ...(since === undefined ? {} : { fromMs: since }),
        ...(until === undefined ? {} : { toMs: until }),
      });
      return accept({ items: page.items.map(occurrenceReply), next: page.next });
    },
    showQuietHours: () => accept({ hours: hoursOf(book) }),
    setQuietHours({ body: { hours } }, caller) {
      store.tx(() => {
        keepQuietHours(store, hours, clock.nowMs());
        store.audit.append(caller.entry({ act: "quiet-hours", object: "schedules", detail: { hours } }));
      });
      changed();
      quietHoursChanged();
      return accept({ hours: hoursOf(book) });
    },
  };
}

function hoursOf(book: ScheduleBook): { from: string; to: string }[] {
  return book.quietHours().map(({ from, to }) => ({ from: from.slice(0, 5), to: to.slice(0, 5) }));
}

/** May this caller have something sound there, at that priority? */
function mayAim(
  { view }: ScheduleRouteParts,
  to: readonly string[],
  priority: number,
  caller: Caller,
): Outcome<readonly string[]> {
  const targets = resolveTarget(to, view().directory);
  if (!targets.ok) return targets;
  const { sites } = targets.value;
  for (const [act, object] of [
    [ACT, { sites }],
    ["play", { sites, priority }],
  ] as const) {
    const permitted = caller.permit(act, object);
    if (!permitted.ok) return permitted;
  }
  return accept(sites);
}

/** The schedule that was written, if it is one and this caller may write it. */
function checked(
  parts: ScheduleRouteParts,
  id: string,
  revision: number,
  written: Written,
  caller: Caller,
): Outcome<Schedule> {
  const priority = typeof written.priority === "number" ? written.priority : 40;
  const sites = mayAim(parts, written.to, priority, caller);
  if (!sites.ok) return sites;
  const { tree } = parts.view();
  const zone =
    written.zone ?? sites.value.map((site) => tree.timeZone(site as never)).find(Boolean) ?? DEFAULT_ZONE;
  const read = readSchedule({ ...written, zone, id, revision });
  if (!read.ok) return read;
  const { announcement, overrides, calendar } = read.value;
  for (const named of [announcement, ...overrides.flatMap((each) => each.announcement ?? [])]) {
    const found = parts.announcements.get(named);
    if (!found.ok) return found;
    const { site } = found.value;
    if (!sees(caller, site))
      return refuse("announcement-unknown", `no announcement ${named}`, { announcement: named });
  }
  if (calendar !== null && parts.book.calendar(calendar) === undefined)
    return refuse("calendar-unknown", `no calendar ${calendar}`, { calendar });
  return read;
}

/** What an event says, with what it does not say from the query, or from our own export. */
function writtenOf(event: ImportedEvent, given: object): Written {
  const { uid: _, ours, moved, title, ...times } = event;
  const overrides = moved.map((each) => ({ ...each, cancelled: false, announcement: null }));
  const base = { ...times, title: title || "iCalendar", overrides };
  return { to: [], ...base, ...ours, ...given } as Written;
}
