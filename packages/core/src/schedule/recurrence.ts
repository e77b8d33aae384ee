import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { accept, type Outcome, refuse } from "../outcome";
import { fromUtc, type LocalTime, localTime, readLocalTime } from "./local-time";

/**
 * A rule of RFC 5545 3.3.10, expanded in the site's local time. The library is asked in UTC, whose clock never changes, and
 * what it says is taken for local times: in the site's own zone it would leave out what falls into a gap, where 3.3.5 has
 * it move forward.
 */
export interface Recurrence {
  /** Local times of the rule alone, in order; `to` is not in it. Undefined when it is more work than a town's day is worth. */
  between(from: LocalTime, to: LocalTime): readonly LocalTime[] | undefined;
}

const LENGTH_MAX = 500;
/** More often than each hour nobody announces. */
const FREQUENCIES = new Set(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]);
const PARTS = new Set([
  ...[
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYMONTH",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYDAY",
  ],
  ...["BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"],
]);
/** So many in one question, and no more: 1,000 a day for a year. */
const MOST_FOUND = 366_000;
const MOST_STEPS = 200_000;

export type RecurrenceFault = "rrule-invalid" | "rrule-too-often";

/** `starts` is the first local time; `zone` says what an UNTIL in UTC means (3.3.10: it is in UTC where the start has a zone). */
export function readRecurrence(
  text: string,
  starts: LocalTime,
  zone: string,
): Outcome<Recurrence, RecurrenceFault> {
  if (text.length > LENGTH_MAX) return invalid(`longer than ${LENGTH_MAX} characters`);
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .replace(/^RRULE:/i, "")
    .split(";")) {
    const [name = "", value = "", ...more] = part.split("=");
    const known = name.toUpperCase();
    if (!PARTS.has(known) || value === "" || more.length > 0) return invalid(`${part}: not a part of a rule`);
    if (parts.has(known)) return invalid(`${known} is there twice`);
    parts.set(known, value.toUpperCase());
  }
  const frequency = parts.get("FREQ") ?? "";
  if (frequency === "SECONDLY" || frequency === "MINUTELY")
    return refuse("rrule-too-often", `FREQ=${frequency}: each hour is the most`);
  if (!FREQUENCIES.has(frequency)) return invalid(`FREQ=${frequency}`);
  if (parts.has("COUNT") && parts.has("UNTIL")) return invalid("COUNT and UNTIL exclude each other");
  const until = parts.get("UNTIL");
  if (until !== undefined) {
    const local = readUntil(until, zone);
    if (local === undefined) return invalid(`UNTIL=${until}`);
    parts.set("UNTIL", `${local.replace(/[-:]/g, "")}Z`);
  }
  const rule = [...parts].map(([name, value]) => `${name}=${value}`).join(";");
  try {
    return accept(expander(rule, starts));
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}

const invalid = (detail: string) => refuse("rrule-invalid", detail);

function expander(rule: string, starts: LocalTime): Recurrence {
  const asUtc = (time: LocalTime) => Temporal.PlainDateTime.from(time).toZonedDateTime("UTC");
  const found = new RRuleTemporal({
    rruleString: `DTSTART:${starts.replace(/[-:]/g, "")}Z\nRRULE:${rule}`,
    maxIterations: MOST_STEPS,
    strict: true,
    cache: false,
  });
  return {
    between(from, to) {
      if (to <= from) return [];
      try {
        const times = found
          .between(asUtc(from), asUtc(to), true)
          .map((each) => localTime(each.toPlainDateTime()));
        return times.length > MOST_FOUND ? undefined : times.filter((time) => time >= from && time < to);
      } catch {
        return undefined;
      }
    },
  };
}

const UNTIL = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/;

/** A date counts to its end; a time with Z is UTC; one without is local. */
function readUntil(text: string, zone: string): LocalTime | undefined {
  const found = UNTIL.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour = "23", minute = "59", second = "59", utc] = found;
  const time = readLocalTime(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
  return time === undefined || utc !== "Z" ? time : fromUtc(time, zone);
}
