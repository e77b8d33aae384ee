import type { StatusReply, TroubleReply } from "@dalaba/api/browser";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useTimeFormat } from "../app/site-clock";
import { Loading } from "../kit/state";
import { useLive } from "../live/use-live";

/** How the controller does, what is wrong with it, and what to do about that. */
export function About() {
  const status = useLive((state) => state.status);
  if (!status) return <Loading />;
  return (
    <>
      <Problems status={status} />
      <Facts status={status} />
    </>
  );
}

function Problems({ status }: { readonly status: StatusReply }) {
  const { t } = useTranslation();
  if (status.problems.length === 0)
    return (
      <p className="settings-well">
        <span aria-hidden="true">✓ </span>
        {t("settings.about.well")}
      </p>
    );
  return (
    <ul className="settings-problems">
      {status.problems.map((problem) => (
        <li key={`${problem.code} ${problem.detail}`}>
          <Trouble trouble={problem} ready={status.ready} />
        </li>
      ))}
    </ul>
  );
}

function Trouble({ trouble, ready }: { readonly trouble: TroubleReply; readonly ready: boolean }) {
  const { t, i18n } = useTranslation();
  const { code, detail, next, params } = trouble;
  const known = i18n.exists(`errors.${code}.title`);
  return (
    <div className={`kit-note ${ready ? "warning" : "problem"}`}>
      <strong>{known ? t(`errors.${code}.title`, { ...params }) : detail}</strong>
      <span>{known ? t(`errors.${code}.next`, { ...params }) : next}</span>
      <span className="kit-hint mono">
        {code} · {detail}
      </span>
    </div>
  );
}

function Facts({ status }: { readonly status: StatusReply }) {
  const { t } = useTranslation();
  const at = useTimeFormat({ dateStyle: "medium", timeStyle: "medium" });
  const { air, store, urls, speakers } = status;
  const airState = !air.connected ? "gone" : air.listening ? "listening" : "starting";
  return (
    <dl className="settings-facts">
      <Fact name={t("settings.about.version")}>{status.version}</Fact>
      <Fact name={t("settings.about.started")}>{at(status.startedAtMs)}</Fact>
      <Fact name={t("settings.about.speakers")}>
        {t("speaker.counts", { online: speakers.online, total: speakers.total })}
      </Fact>
      <Fact name={t("settings.about.air")}>
        {t(`settings.about.airState.${airState}`)}
        {air.pid === null ? "" : ` · pid ${air.pid}`}
      </Fact>
      <Fact name={t("settings.about.clock")}>{air.clockId ?? t("common.none")}</Fact>
      <Fact name={t("settings.about.store")}>
        {store.client} · {t("settings.about.schema", { n: store.schemaVersion })}
      </Fact>
      <Fact name={t("settings.about.http")}>{urls.http}</Fact>
      <Fact name={t("settings.about.talk")}>{urls.talk}</Fact>
      <Fact name={t("settings.about.mqtt")}>{urls.mqtt}</Fact>
      <Fact name={t("settings.about.clockUrl")}>{urls.clock}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">{children}</dd>
    </div>
  );
}
