import type { ScheduleReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, problemIn, routes } from "../app/controller";
import { useTimeFormat } from "../app/site-clock";
import { targetName } from "../desk/term-name";
import { Button } from "../kit/button";
import { Switch } from "../kit/choice";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { useRefusalToast } from "../kit/use-refusal-toast";
import { useLive } from "../live/use-live";
import { AddSchedule } from "./add-schedule";
import { ruleWords } from "./rule-words";
import { useReadAgain, useSchedules } from "./use-programme";

/** Each schedule, when it is due next, and whether it sounds at all. */
export function SchedulesTab({ manages }: { readonly manages: boolean }) {
  const { t } = useTranslation();
  const schedules = useSchedules();
  const [adding, setAdding] = useState(false);
  return (
    <>
      {manages ? (
        <div className="programme-acts">
          <Button look="primary" onPress={() => setAdding(true)}>
            {t("programme.schedule.add")}
          </Button>
        </div>
      ) : null}
      {schedules.isPending ? <Loading /> : null}
      {schedules.error ? (
        <ProblemNote problem={problemIn(schedules.error)} onRetry={() => void schedules.refetch()} />
      ) : null}
      {schedules.data?.length === 0 ? (
        <Empty title={t("programme.schedule.none")}>
          <p>{t("programme.schedule.noneHint")}</p>
        </Empty>
      ) : null}
      <ul className="programme-list">
        {schedules.data?.map((schedule) => (
          <Row key={schedule.id} schedule={schedule} manages={manages} />
        ))}
      </ul>
      {adding ? <AddSchedule onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function Row({ schedule, manages }: { readonly schedule: ScheduleReply; readonly manages: boolean }) {
  const { t } = useTranslation();
  const at = useTimeFormat({
    month: "numeric",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const toast = useToast();
  const refused = useRefusalToast();
  const readAgain = useReadAgain();
  const speakers = useLive((state) => state.speakers);
  const sites = useLive((state) => state.sites);
  const zones = useLive((state) => state.zones);
  const town = { speakers, sites, zones };
  const { id, title, enabled, nextAtMs, to, rrule, holidays, changedBy } = schedule;
  const put = async (enabled: boolean): Promise<void> => {
    const { id: _, changedAtMs: _at, changedBy: _by, nextAtMs: _next, ...body } = schedule;
    const answer = await controller.call(routes.schedules.changeSchedule, {
      params: { id },
      body: { ...body, enabled },
    });
    if (!answer.ok) refused(answer.problem);
    readAgain();
  };
  const remove = async (): Promise<void> => {
    const answer = await controller.call(routes.schedules.removeSchedule, { params: { id } });
    if (!answer.ok) return refused(answer.problem);
    readAgain();
    const { id: _, revision: _r, changedAtMs: _at, changedBy: _by, nextAtMs: _next, ...body } = schedule;
    const undo = () => void controller.call(routes.schedules.addSchedule, { body }).then(readAgain);
    toast({ text: t("programme.schedule.removed", { title }), undo });
  };
  return (
    <li className={`kit-panel programme-row ${enabled ? "" : "off"}`}>
      <div className="programme-what">
        <strong>{title}</strong>
        <span className="muted">
          {targetName(to.join("+"), town, t)} · {changedBy}
        </span>
      </div>
      <div className="programme-what">
        <span>
          {enabled && nextAtMs !== null
            ? t("programme.schedule.next", { at: at(nextAtMs) })
            : t(enabled ? "programme.schedule.over" : "programme.schedule.off")}
        </span>
        <span className="muted">
          {ruleWords(rrule, t)}
          {holidays === "any" ? "" : ` · ${t(`programme.holidays.${holidays}`)}`}
        </span>
      </div>
      {manages ? (
        <div className="programme-row-acts">
          <Switch on={enabled} onChange={(on) => void put(on)}>
            {t("programme.schedule.enabled")}
          </Switch>
          <Button small onPress={() => void remove()}>
            {t("common.remove")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
