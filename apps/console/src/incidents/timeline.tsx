import type { IncidentDetailReply, IncidentLineReply } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useTimeFormat } from "../app/site-clock";
import { useLive } from "../live/use-live";

/** Who did what and when, the newest last. */
export function Timeline({ incident }: { readonly incident: IncidentDetailReply }) {
  const { t } = useTranslation();
  const time = useTimeFormat({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return (
    <section className="incident-timeline" aria-label={t("incidents.timeline")}>
      <h3>{t("incidents.timeline")}</h3>
      <ol>
        {incident.timeline.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={index}>
            <time dateTime={new Date(line.atMs).toISOString()}>{time(line.atMs)}</time>
            <span>{line.actor ?? t("incidents.byTown")}</span>
            <Said line={line} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Said({ line: { act, detail } }: { readonly line: IncidentLineReply }) {
  const { t } = useTranslation();
  const rooms = useLive((state) => state.rooms);
  const text = (key: string): string => (typeof detail[key] === "string" ? detail[key] : "");
  const room = rooms.find(({ id }) => id === detail.room)?.name ?? text("room");
  const outcome = text("outcome");
  const words = {
    opened: text("link") ? t("incidents.line.openedBy", { link: text("link") }) : t("incidents.line.opened"),
    acknowledge: t("incidents.line.acknowledge"),
    talk: t("incidents.line.talk"),
    sounded: detail.broadcast
      ? t("incidents.line.sounded", { link: text("link") })
      : t("incidents.line.unsounded", { link: text("link") }),
    note: "",
    "hand-over": t("incidents.line.handOver", { room }),
    close: outcome === "" ? "" : t(`incidents.state.${outcome}`),
    reopen: t("incidents.line.reopen"),
  }[act];
  return (
    <span>
      {words ?? act} {text("note") === "" ? null : <q>{text("note")}</q>}{" "}
      {text("broadcast") === "" ? null : (
        <Link to={`/history/${text("broadcast")}`}>{t("incidents.line.result")}</Link>
      )}
    </span>
  );
}
