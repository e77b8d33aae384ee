import type { BroadcastReply } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useTimeFormat } from "../app/site-clock";
import type { LiveState } from "../live/live-state";
import { useLive } from "../live/use-live";
import { Ended, Kind, Length, Who } from "./broadcast-words";
import { ResultBar } from "./result-bar";
import { toName } from "./to-name";

const pickTown = ({ speakers, sites, zones }: LiveState) => ({ speakers, sites, zones });
type Town = ReturnType<typeof pickTown>;
const sameTown = (a: Town, b: Town): boolean =>
  a.speakers === b.speakers && a.sites === b.sites && a.zones === b.zones;

/** One broadcast; the whole row leads to everything about it. */
export function HistoryRow({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const town = useLive(pickTown, sameTown);
  const day = useTimeFormat({ month: "2-digit", day: "2-digit" });
  const time = useTimeFormat({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const { startedAtMs, result, endedAtMs } = broadcast;
  return (
    <li>
      <Link to={`/history/${broadcast.id}`} className={`history-row ${endedAtMs === null ? "on-air" : ""}`}>
        <time className="history-time" dateTime={new Date(startedAtMs).toISOString()}>
          <span className="muted">{day(startedAtMs)}</span> {time(startedAtMs)}
        </time>
        <Who broadcast={broadcast} />
        <span className="history-to" title={broadcast.to}>
          {toName(broadcast, town, t)}
        </span>
        <Length broadcast={broadcast} />
        <Kind broadcast={broadcast} />
        {result ? (
          <ResultBar result={result} />
        ) : (
          <span className="history-result muted">
            {t(endedAtMs === null ? "history.sounding" : "history.settling")}
          </span>
        )}
        <span className="history-ended">
          <Ended broadcast={broadcast} />
        </span>
      </Link>
    </li>
  );
}

/** The list of broadcasts, as it stands on more than one screen. */
export function HistoryRows({ items }: { readonly items: readonly BroadcastReply[] }) {
  const { t } = useTranslation();
  return (
    <div className="history-list">
      <div className="history-head" aria-hidden="true">
        {HEAD.map((column) => (
          <span key={column}>{t(`history.column.${column}`)}</span>
        ))}
      </div>
      <ol>
        {items.map((broadcast) => (
          <HistoryRow key={broadcast.id} broadcast={broadcast} />
        ))}
      </ol>
    </div>
  );
}

const HEAD = ["time", "who", "to", "length", "kind", "result", "ended"] as const;
