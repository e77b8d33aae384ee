import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { controller, everyPage, problemIn, routes, valueIn } from "../app/controller";
import { hasRole, useMe } from "../app/me";
import { useTimeFormat } from "../app/site-clock";
import { useTitle } from "../app/use-title";
import { Loading, ProblemNote } from "../kit/state";
import { useLive } from "../live/use-live";
import { BroadcastSpeakers } from "./broadcast-speakers";
import { BroadcastSummary } from "./broadcast-summary";
import { RecordingPlayer } from "./recording-player";
import { RepeatButton } from "./repeat-button";

const BroadcastMap = lazy(() =>
  import("./broadcast-map").then(({ BroadcastMap: map }) => ({ default: map })),
);
/** While receipts may still come it is asked again this often, ms. */
const SETTLING_MS = 2000;

/** One broadcast: what was said, who heard it, who did not and why, and a second try for those. */
export function Component() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const me = useMe();
  const queries = useQueryClient();
  const revision = useLive((state) => state.broadcastsRevision);
  const at = useTimeFormat({ dateStyle: "medium", timeStyle: "medium" });
  const broadcast = useQuery({
    queryKey: ["history", "one", id],
    queryFn: ({ signal }) =>
      valueIn(controller.call(routes.broadcasts.showBroadcast, { params: { id } }, signal)),
    refetchInterval: ({ state }) => (state.data && state.data.settledAtMs === null ? SETTLING_MS : false),
  });
  const settledAtMs = broadcast.data?.settledAtMs;
  const speakers = useQuery({
    queryKey: ["history", "speakers", id, settledAtMs ?? null],
    queryFn: ({ signal }) =>
      everyPage(() =>
        valueIn(controller.call(routes.broadcasts.listBroadcastSpeakers, { params: { id } }, signal)),
      ),
    refetchInterval: settledAtMs === null ? SETTLING_MS : false,
    placeholderData: (before) => before,
    enabled: broadcast.isSuccess,
  });
  // A receipt that came late settles it anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision is what it waits for
  useEffect(
    () => void queries.invalidateQueries({ queryKey: ["history", "one", id] }),
    [revision, id, queries],
  );
  useTitle(t("history.one"));
  if (broadcast.isPending) return <Loading />;
  if (broadcast.error && !broadcast.data)
    return (
      <section className="kit-page">
        <Back />
        <ProblemNote problem={problemIn(broadcast.error)} onRetry={() => void broadcast.refetch()} />
      </section>
    );
  const hears = hasRole(me.data, "operator", "supervisor", "admin");
  return (
    <section className="kit-page history-one">
      <header>
        <div className="history-title">
          <Back />
          <h1>{at(broadcast.data.startedAtMs)}</h1>
        </div>
      </header>
      <div className="history-one-top">
        <div className="history-one-left">
          <BroadcastSummary broadcast={broadcast.data} />
          {hears ? <RecordingPlayer key={id} broadcast={broadcast.data} /> : null}
          {hears ? <RepeatButton key={`repeat ${id}`} broadcast={broadcast.data} /> : null}
        </div>
        <div className="history-map kit-panel">
          <Suspense fallback={<Loading />}>
            <BroadcastMap replies={speakers.data ?? []} />
          </Suspense>
        </div>
      </div>
      {speakers.error ? (
        <ProblemNote problem={problemIn(speakers.error)} onRetry={() => void speakers.refetch()} />
      ) : null}
      <BroadcastSpeakers replies={speakers.data ?? []} />
    </section>
  );
}

function Back() {
  const { t } = useTranslation();
  return (
    <Link to="/history" className="history-back" aria-label={t("common.back")}>
      ←
    </Link>
  );
}
