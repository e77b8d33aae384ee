import type { IncidentReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { problemIn } from "../app/controller";
import { useTimeFormat } from "../app/site-clock";
import { Age } from "../kit/age";
import { Segments } from "../kit/choice";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { useLive } from "../live/use-live";
import { KindMark, StateMark } from "./incident-words";
import { type QueueKind, useCounts, useQueue } from "./use-incidents";

/** What waits, newest first. It grows and shrinks by itself, and never takes the focus or the place of what is open. */
export function Queue({ selected }: { readonly selected: string | undefined }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<QueueKind>("living");
  const list = useQueue(kind);
  const counts = useCounts();
  const { open = 0, acknowledged = 0 } = counts.data ?? {};
  return (
    <section className="incident-queue kit-panel" aria-label={t("incidents.queue")}>
      <header>
        <h2>
          {t("incidents.queue")}{" "}
          <span className="muted">{t("incidents.waiting", { open, acknowledged })}</span>
        </h2>
        <Segments
          label={t("incidents.show")}
          value={kind}
          options={[
            { value: "living", label: t("incidents.living") },
            { value: "closed", label: t("incidents.closed") },
          ]}
          onChange={setKind}
        />
      </header>
      <div className="incident-rows">
        {list.isPending ? <Loading /> : null}
        {list.error ? (
          <ProblemNote problem={problemIn(list.error)} onRetry={() => void list.refetch()} />
        ) : null}
        {list.data?.items.length === 0 ? (
          <Empty title={t(kind === "living" ? "incidents.none" : "incidents.noneClosed")}>
            <p>{t("incidents.noneHint")}</p>
          </Empty>
        ) : null}
        <ol>
          {list.data?.items.map((incident) => (
            <Row key={incident.id} incident={incident} current={incident.id === selected} />
          ))}
        </ol>
        {list.data?.next ? <p className="incident-more muted">{t("incidents.more")}</p> : null}
      </div>
    </section>
  );
}

function Row({ incident, current }: { readonly incident: IncidentReply; readonly current: boolean }) {
  const { t } = useTranslation();
  const time = useTimeFormat({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const site = useLive((state) => state.sites.find(({ id }) => id === incident.site)?.name);
  return (
    <li>
      <Link
        to={`/incidents/${incident.id}`}
        className={`incident-row ${incident.state}`}
        aria-current={current ? "true" : undefined}
      >
        <KindMark kind={incident.kind} />
        <time dateTime={new Date(incident.openedAtMs).toISOString()}>{time(incident.openedAtMs)}</time>
        <span className="incident-place" title={incident.cameraName}>
          {incident.cameraName}
          <span className="muted"> {site}</span>
        </span>
        {incident.events > 1 ? (
          <span className="incident-count" title={t("incidents.events", { count: incident.events })}>
            ×{incident.events}
          </span>
        ) : (
          <span />
        )}
        <StateMark {...incident} />
        {incident.state === "open" ? <Age atMs={incident.openedAtMs} /> : <span />}
      </Link>
    </li>
  );
}
