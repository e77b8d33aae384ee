import type { IncidentDetailReply } from "@dalaba/api/browser";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { problemIn } from "../app/controller";
import { useTimeFormat } from "../app/site-clock";
import { MapPane } from "../desk/map-pane";
import { TalkPanel } from "../desk/talk-panel";
import { TargetBar } from "../desk/target-bar";
import { useTargets } from "../desk/targets";
import { type Meant, useMeant } from "../desk/use-meant";
import { Loading, ProblemNote } from "../kit/state";
import { useLive } from "../live/use-live";
import { useTalk } from "../talk/talk-context";
import { CameraPicture, Snapshots } from "./camera-picture";
import { CannedLines } from "./canned-lines";
import { IncidentActs } from "./incident-acts";
import { KindMark, StateMark } from "./incident-words";
import { Timeline } from "./timeline";
import { useIncident } from "./use-incidents";

/** One incident: where it is, who hears there, the key, and what to do with it. */
export function IncidentCard({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const asked = useIncident(id);
  const meant = useMeant();
  useSpokenFrom(asked.data);
  return (
    <>
      <article className="incident-card kit-panel" aria-label={t("incidents.card")}>
        <Link to="/incidents" className="incident-back">
          ← {t("incidents.queue")}
        </Link>
        {asked.isPending ? <Loading /> : null}
        {asked.error ? (
          <ProblemNote problem={problemIn(asked.error)} onRetry={() => void asked.refetch()} />
        ) : null}
        {asked.data ? <Opened incident={asked.data} meant={meant} /> : null}
      </article>
      <div className="incident-side">
        {asked.data && asked.data.state !== "closed" ? (
          <>
            <TargetBar meant={meant} onSites={() => undefined} />
            <TalkPanel meant={meant} />
            <CannedLines incident={asked.data} />
          </>
        ) : null}
      </div>
    </>
  );
}

/** The speakers near the camera are chosen when the card opens; whatever is said while it is open is about it. */
function useSpokenFrom(incident: IncidentDetailReply | undefined): void {
  const { set } = useTargets();
  const { setAbout } = useTalk();
  const camera = incident?.camera;
  const about = incident === undefined || incident.state === "closed" ? undefined : incident.id;
  useEffect(() => {
    if (camera !== undefined && about !== undefined) set([`near:${camera}`]);
  }, [camera, about, set]);
  useEffect(() => {
    setAbout(about);
    return () => setAbout(undefined);
  }, [about, setAbout]);
}

function Opened({ incident, meant }: { readonly incident: IncidentDetailReply; readonly meant: Meant }) {
  const { t } = useTranslation();
  const time = useTimeFormat({
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const site = useLive((state) => state.sites.find(({ id }) => id === incident.site)?.name);
  const room = useLive((state) => state.rooms.find(({ id }) => id === incident.room)?.name);
  const { lat, lon, firstWordMs, openedAtMs, happenings } = incident;
  const place = useMemo(() => (lat === null || lon === null ? undefined : { lat, lon }), [lat, lon]);
  const seen = happenings.at(-1);
  return (
    <>
      <header>
        <h2>
          <KindMark kind={incident.kind} /> {incident.cameraName}
        </h2>
        <StateMark {...incident} />
      </header>
      <dl className="incident-facts">
        <Fact name={t("incidents.opened")}>
          <time dateTime={new Date(openedAtMs).toISOString()}>{time(openedAtMs)}</time>
        </Fact>
        <Fact name={t("incidents.where")}>{[site, seen?.zoneInView].filter(Boolean).join(" · ")}</Fact>
        {seen?.object ? <Fact name={t("incidents.seen")}>{t(`incidents.object.${seen.object}`)}</Fact> : null}
        {room === undefined ? null : <Fact name={t("incidents.room")}>{room}</Fact>}
        <Fact name={t("incidents.firstWord")}>
          {firstWordMs === null ? "–" : t("incidents.seconds", { seconds: (firstWordMs / 1000).toFixed(1) })}
        </Fact>
      </dl>
      {incident.picture ? <CameraPicture camera={incident.camera} name={incident.cameraName} /> : null}
      <IncidentActs incident={incident} />
      <div className="incident-lower">
        {place === undefined ? null : <MapPane meant={meant} at={place} />}
        <div>
          <Timeline incident={incident} />
          <Snapshots incident={incident.id} names={incident.snapshots} />
        </div>
      </div>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
