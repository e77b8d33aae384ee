import type { BroadcastReply } from "@dalaba/api/browser";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { controller, problemIn, routes, valueIn } from "../app/controller";
import { useTimeFormat } from "../app/site-clock";
import { Button } from "../kit/button";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { useLive } from "../live/use-live";
import { targetName } from "./term-name";
import { useRepeat } from "./use-repeat";

const SHOWN = 8;

/** The last broadcasts with what became of them, and the one press that repeats one to whoever missed it. */
export function RecentBroadcasts() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const revision = useLive((state) => state.broadcastsRevision);
  const asked = useQuery({
    queryKey: ["broadcasts", "recent"],
    queryFn: ({ signal }) =>
      valueIn(controller.call(routes.broadcasts.listBroadcasts, { query: { limit: SHOWN } }, signal)),
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (revision > 0) void queries.invalidateQueries({ queryKey: ["broadcasts"] });
  }, [revision, queries]);
  return (
    <section className="desk-recent kit-panel" aria-label={t("desk.recent.title")}>
      <header>
        <h2>{t("desk.recent.title")}</h2>
        <Link to="/history">{t("desk.recent.all")}</Link>
      </header>
      <div className="desk-recent-list">
        {asked.isPending ? <Loading /> : null}
        {asked.error ? (
          <ProblemNote problem={problemIn(asked.error)} onRetry={() => void asked.refetch()} />
        ) : null}
        {asked.data?.items.length === 0 ? (
          <Empty title={t("desk.recent.none")}>
            <p>{t("desk.recent.noneHint")}</p>
          </Empty>
        ) : null}
        <ul>
          {asked.data?.items.map((broadcast) => (
            <Recent key={broadcast.id} broadcast={broadcast} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Recent({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const town = useLive((state) => state);
  const time = useTimeFormat({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const at = time(broadcast.startedAtMs);
  return (
    <li className="desk-past">
      <Link to={`/history/${broadcast.id}`} aria-label={t("desk.recent.open", { time: at })}>
        {at}
      </Link>
      <span className="desk-name" title={broadcast.to}>
        {broadcast.actor.name} → {targetName(broadcast.to, town, t)}
      </span>
      <Outcome broadcast={broadcast} />
    </li>
  );
}

function Outcome({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const { result, id } = broadcast;
  if (!result) return <span className="muted">{t("desk.recent.pending")}</span>;
  if (broadcast.endedBecause === "no-audio") return <span className="muted">{t("desk.recent.unsaid")}</span>;
  const whole = result.played === result.targets;
  return (
    <span className="desk-outcome">
      <span className={whole ? "desk-whole" : "desk-short"}>
        <span aria-hidden="true">{whole ? "✓ " : "△ "}</span>
        {t("desk.recent.played", { played: result.played, targets: result.targets })}
      </span>
      {whole ? null : <Repeat id={id} recorded={broadcast.recorded} />}
    </span>
  );
}

function Repeat({ id, recorded }: { readonly id: string; readonly recorded: boolean }) {
  const { t } = useTranslation();
  const repeat = useRepeat();
  if (!recorded) return null;
  return (
    <Button small onPress={() => void repeat(id, "failed")}>
      {t("desk.recent.repeat")}
    </Button>
  );
}
