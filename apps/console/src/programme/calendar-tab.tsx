import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { problemIn } from "../app/controller";
import { useSiteZone, useTimeFormat } from "../app/site-clock";
import { useNow } from "../kit/age";
import { Segments } from "../kit/choice";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { type CalendarDay, calendarDays, type DayEntry, dayIn } from "./calendar-days";
import { ProblemMarks } from "./problem-marks";
import { useDryRun, useOccurrences, useSchedules } from "./use-programme";

const DAY_MS = 86_400_000;
const SPANS = { week: 7, month: 35 } as const;
/** In a month's square there is room for so many. */
const SHOWN = 3;

/** The coming days with the dry run in place: what will sound, what stands against it, and what became of today's. */
export function CalendarTab() {
  const { t } = useTranslation();
  const zone = useSiteZone();
  const nowMs = useNow(60_000);
  const [span, setSpan] = useState<keyof typeof SPANS>("week");
  // The day began at its midnight; a little more does no harm, what is not of today is left out.
  const [sinceMs] = useState(() => Date.now() - DAY_MS);
  const schedules = useSchedules();
  const coming = useDryRun(SPANS[span]);
  const past = useOccurrences(sinceMs);
  const titles = new Map(schedules.data?.map(({ id, title }) => [id, title]));
  const days = calendarDays(
    { coming: coming.data ?? [], past: past.data ?? [], titles },
    { nowMs, days: SPANS[span], zone },
  );
  if (coming.isPending) return <Loading />;
  if (coming.error)
    return <ProblemNote problem={problemIn(coming.error)} onRetry={() => void coming.refetch()} />;
  const none = days.every(({ entries }) => entries.length === 0);
  return (
    <>
      <div className="programme-acts">
        <Segments
          label={t("programme.calendar.span")}
          value={span}
          onChange={setSpan}
          options={(["week", "month"] as const).map((value) => ({
            value,
            label: t(`programme.calendar.${value}`),
          }))}
        />
      </div>
      {none ? (
        <Empty title={t("programme.calendar.none")}>
          <p>{t("programme.calendar.noneHint")}</p>
        </Empty>
      ) : (
        <ol className={`programme-days ${span}`}>
          {days.map((day) => (
            <Day key={day.day} day={day} today={day.day === dayIn(nowMs, zone)} short={span === "month"} />
          ))}
        </ol>
      )}
    </>
  );
}

interface DayProps {
  readonly day: CalendarDay;
  readonly today: boolean;
  readonly short: boolean;
}

function Day({ day: { day, entries }, today, short }: DayProps) {
  const { t, i18n } = useTranslation();
  // Noon in Greenwich is the same day nearly everywhere: only the name of the day is taken from it.
  const name = new Intl.DateTimeFormat(i18n.language, {
    ...{ month: "numeric", day: "numeric", weekday: "short", timeZone: "UTC" },
  }).format(Date.parse(`${day}T12:00:00Z`));
  const shown = short ? entries.slice(0, SHOWN) : entries;
  return (
    <li
      className={`kit-panel programme-day ${today ? "today" : ""}`}
      aria-current={today ? "date" : undefined}
    >
      <h2>{name}</h2>
      {entries.length === 0 ? <span className="muted">{t("programme.calendar.quiet")}</span> : null}
      <ul>
        {shown.map((entry) => (
          <Entry key={entry.key} entry={entry} />
        ))}
      </ul>
      {shown.length < entries.length ? (
        <span className="muted">{t("programme.calendar.more", { n: entries.length - shown.length })}</span>
      ) : null}
    </li>
  );
}

function Entry({ entry: { atMs, title, state, problems, broadcast } }: { readonly entry: DayEntry }) {
  const { t } = useTranslation();
  const time = useTimeFormat({ hour: "2-digit", minute: "2-digit" });
  return (
    <li className={`programme-entry ${state}`}>
      <time>{time(atMs)}</time>
      {broadcast === null ? <span>{title}</span> : <Link to={`/history/${broadcast}`}>{title}</Link>}
      {state === "coming" || state === "silent" ? null : (
        <span className="programme-state">{t(`programme.state.${state}`)}</span>
      )}
      <ProblemMarks problems={problems} plain={state === "silent"} />
    </li>
  );
}
