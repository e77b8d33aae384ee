import ICAL from "ical.js";
import { isTimeZone } from "../model/time-zone";
import { accept, type Outcome, type Refusal, refuse } from "../outcome";
import { fromUtc, type LocalTime, readLocalTime } from "./local-time";

/** What one event of an iCalendar object says of times, and what a person must add to make it a schedule. */
export interface ImportedEvent {
  readonly uid: string;
  readonly title: string;
  readonly zone: string;
  readonly starts: LocalTime;
  readonly rrule: string | null;
  readonly rdates: readonly LocalTime[];
  readonly exdates: readonly LocalTime[];
  readonly moved: readonly { readonly original: LocalTime; readonly moved: LocalTime }[];
  /** Members of a schedule that this program exported; null from elsewhere. */
  readonly ours: Readonly<Record<string, unknown>> | null;
}

/** An event that cannot be taken, and why; the others are. */
export interface PassedOver {
  readonly uid: string;
  readonly code:
    | "ical-no-start"
    | "ical-zone-unknown"
    | "ical-time-invalid"
    | "ical-several-rules"
    | "ical-series-missing";
  readonly detail: string;
}

export interface Imported {
  readonly events: readonly ImportedEvent[];
  readonly passedOver: readonly PassedOver[];
}

const LENGTH_MAX = 4_000_000;
const EVENTS_MAX = 5_000;
const OURS = "x-dalaba-schedule";

/**
 * Reads an iCalendar object (RFC 5545). `zone` is that of floating times and of those in UTC, which are turned into it: an
 * announcement at 23:30Z is meant for 07:30 at the site, also when its clocks change. Alarms, to-dos and the like are not looked at.
 */
export function readICalendar(
  text: string,
  zone: string,
): Outcome<Imported, "ical-invalid" | "ical-too-large"> {
  if (text.length > LENGTH_MAX) return refuse("ical-too-large", `over ${LENGTH_MAX} characters`);
  let components: readonly ICAL.Component[];
  try {
    const parsed: unknown = ICAL.parse(text);
    const roots = (Array.isArray((parsed as unknown[])[0]) ? parsed : [parsed]) as unknown[][];
    components = roots.flatMap((each) => new ICAL.Component(each).getAllSubcomponents("vevent"));
  } catch (error) {
    return refuse("ical-invalid", error instanceof Error ? error.message : String(error));
  }
  if (components.length > EVENTS_MAX) return refuse("ical-too-large", `over ${EVENTS_MAX} events`);
  const series = new Map<string, ImportedEvent>();
  const passedOver: PassedOver[] = [];
  const changes: { uid: string; original: LocalTime; moved: LocalTime }[] = [];
  for (const component of components) {
    const uid = textOf(component, "uid");
    try {
      const start = timesOf(component, "dtstart", zone)[0];
      if (start === undefined) throw new Unusable(refuse("ical-no-start", "no DTSTART"));
      const original = timesOf(component, "recurrence-id", start.zone)[0];
      if (original !== undefined) changes.push({ uid, original: original.time, moved: start.time });
      else series.set(uid, eventOf(component, uid, start));
    } catch (error) {
      const refused =
        error instanceof Unusable
          ? error.refusal
          : refuse("ical-time-invalid", String((error as Error).message));
      passedOver.push({ uid, code: refused.code, detail: refused.detail });
    }
  }
  for (const { uid, ...change } of changes) {
    const whole = series.get(uid);
    if (whole === undefined)
      passedOver.push({
        uid,
        code: "ical-series-missing",
        detail: `${change.original} of an event that is not there`,
      });
    else series.set(uid, { ...whole, moved: [...whole.moved, change] });
  }
  return accept({ events: [...series.values()], passedOver });
}

/** Carries a refusal of one event out of the depth in which it was found. */
class Unusable extends Error {
  readonly refusal: Refusal<PassedOver["code"]>;

  constructor(refusal: Refusal<PassedOver["code"]>) {
    super(refusal.detail);
    this.refusal = refusal;
  }
}

function eventOf(component: ICAL.Component, uid: string, { time, zone }: Located): ImportedEvent {
  const rules = component.getAllProperties("rrule");
  if (rules.length > 1) throw new Unusable(refuse("ical-several-rules", `${rules.length} RRULEs`));
  const plain = (name: string): LocalTime[] => timesOf(component, name, zone).map((each) => each.time);
  return {
    ...{ uid, title: textOf(component, "summary"), zone, starts: time },
    rrule: rules[0] === undefined ? null : String(rules[0].getFirstValue()),
    rdates: plain("rdate"),
    exdates: plain("exdate"),
    moved: [],
    ours: oursOf(component),
  };
}

function textOf(component: ICAL.Component, name: string): string {
  const value = component.getFirstPropertyValue(name);
  return value === null ? "" : String(value).trim().slice(0, 200);
}

/** X-properties have no type (3.8.8.2), so the escapes of TEXT are still in it. */
function oursOf(component: ICAL.Component): Readonly<Record<string, unknown>> | null {
  const value = component.getFirstPropertyValue(OURS);
  if (value === null) return null;
  try {
    const read: unknown = JSON.parse(String(value).replace(/\\([\\;,])/g, "$1"));
    return typeof read === "object" && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

interface Located {
  readonly time: LocalTime;
  readonly zone: string;
}

/** All values of a property, in the zone it names, or in `zone`. */
function timesOf(component: ICAL.Component, name: string, zone: string): Located[] {
  return component.getAllProperties(name).flatMap((property) => {
    const named = property.getFirstParameter("tzid") as string | undefined;
    if (named !== undefined && named !== "" && !isTimeZone(named))
      throw new Unusable(refuse("ical-zone-unknown", `TZID=${named}`));
    return property.getValues().map((value): Located => {
      const written = String(value);
      const utc = written.endsWith("Z");
      const time = readLocalTime(
        utc ? written.slice(0, -1) : written.length === 10 ? `${written}T00:00` : written,
      );
      if (time === undefined)
        throw new Unusable(refuse("ical-time-invalid", `${name}: ${written.slice(0, 40)}`));
      if (utc) return { time: fromUtc(time, zone), zone };
      return { time, zone: named || zone };
    });
  });
}
