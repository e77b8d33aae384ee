import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { controller, problemIn, routes, valueIn } from "../app/controller";
import { hasRole, useMe } from "../app/me";
import { useTitle } from "../app/use-title";
import { HistoryRows } from "../history/history-row";
import { useBroadcasts } from "../history/use-broadcasts";
import { Age } from "../kit/age";
import { Button } from "../kit/button";
import { SpeakerMark } from "../kit/speaker-mark";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { speakerState } from "../live/speaker-view";
import { useLive } from "../live/use-live";
import { Listen } from "./listen";
import { Pole } from "./pole";
import { SaidOfItself } from "./said-of-itself";
import { SpeakerActs } from "./speaker-acts";
import { Why } from "./why";

/** What it says of itself is asked anew this often, ms: its heartbeat comes each 20 to 30 s. */
const DETAIL_MS = 10_000;

/** One speaker: how it does, what it says, what it played, and how it sounds now. */
export function Component() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const me = useMe();
  const asked = useQuery({
    queryKey: ["speaker", id],
    queryFn: ({ signal }) =>
      valueIn(controller.call(routes.speakers.showSpeaker, { params: { id } }, signal)),
    refetchInterval: DETAIL_MS,
  });
  const sounding = useLive((state) => state.sounding);
  const link = useLive((state) => state.link);
  const site = useLive(
    ({ sites }) => sites.find((each) => each.id === asked.data?.site)?.name ?? asked.data?.site,
  );
  useTitle(asked.data?.name ?? t("nav.speakers"));
  if (asked.isPending) return <Loading />;
  const back = (
    <Link to="/speakers" className="history-back" aria-label={t("common.back")}>
      ←
    </Link>
  );
  if (!asked.data)
    return (
      <section className="kit-page">
        {back}
        <ProblemNote problem={problemIn(asked.error)} onRetry={() => void asked.refetch()} />
      </section>
    );
  const speaker = asked.data;
  const seenAtMs = speaker.lastSeen === null ? null : Date.parse(speaker.lastSeen);
  const hears = hasRole(me.data, "operator", "supervisor", "admin");
  const manages = hasRole(me.data, "technician", "admin");
  return (
    <section className="kit-page speakers-one">
      <header>
        <div className="history-title">
          {back}
          <h1>{speaker.name}</h1>
        </div>
        <SpeakerActs speaker={speaker} onChanged={() => void asked.refetch()} />
      </header>
      {asked.error ? (
        <ProblemNote problem={problemIn(asked.error)} onRetry={() => void asked.refetch()} />
      ) : null}
      <div className="speakers-one-top">
        <section className="kit-panel speakers-card">
          <p className="speakers-now">
            <SpeakerMark state={speakerState(speaker, sounding, link)} />
            <Age atMs={seenAtMs} />
          </p>
          {hears ? <Listen speaker={id} /> : null}
          {manages ? <Pole speaker={speaker} onChanged={() => void asked.refetch()} /> : null}
          <h2>{t("speakers.why.title")}</h2>
          <Why speaker={id} />
          <dl className="speakers-facts">
            <Fact name={t("speakers.id")}>{speaker.id}</Fact>
            <Fact name={t("speakers.column.site")}>{site}</Fact>
            <Fact name={t("speakers.column.zones")}>
              <Zones ids={speaker.zones} />
            </Fact>
            <Fact name={t("speakers.column.delayClass")}>
              {t(`speakers.delayClass.${speaker.delayClass}`)}
            </Fact>
            <Fact name={t("speakers.column.level")}>{t("speakers.db", { db: speaker.levelDb })}</Fact>
            <Fact name={t("speakers.trim")}>{t("speakers.ms", { ms: speaker.trimMs })}</Fact>
            <Fact name={t("speakers.place")}>
              {speaker.lat.toFixed(5)}, {speaker.lon.toFixed(5)}
            </Fact>
            <Fact name={t("speakers.reach")}>{t("speakers.metres", { n: speaker.audibleMetres })}</Fact>
            <Fact name={t("speakers.column.hardware")}>{speaker.hardware ?? t("common.none")}</Fact>
          </dl>
        </section>
        <section className="kit-panel speakers-card">
          <h2>{t("speakers.said.title")}</h2>
          <SaidOfItself speaker={speaker} />
        </section>
      </div>
      <h2>{t("speakers.recent")}</h2>
      <Recent speaker={id} />
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Zones({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const zones = useLive((state) => state.zones);
  const names = ids.map((id) => zones.find((zone) => zone.id === id)?.name ?? id);
  return <>{names.length === 0 ? t("common.none") : names.join(", ")}</>;
}

function Recent({ speaker }: { readonly speaker: string }) {
  const { t } = useTranslation();
  const list = useBroadcasts({ speaker });
  if (list.isPending) return <Loading />;
  if (list.error) return <ProblemNote problem={problemIn(list.error)} onRetry={() => void list.refetch()} />;
  if (list.items.length === 0)
    return (
      <Empty title={t("history.none")}>
        <p>{t("history.noneHint")}</p>
      </Empty>
    );
  return (
    <>
      <HistoryRows items={list.items} />
      {list.hasNextPage ? (
        <div className="history-more">
          <Button onPress={() => void list.fetchNextPage()}>{t("history.older")}</Button>
        </div>
      ) : null}
    </>
  );
}
