import type { Problem } from "@dalaba/api/browser";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes, valueIn } from "../app/controller";
import { useSiteZone } from "../app/site-clock";
import { Button } from "../kit/button";
import { Check, Select } from "../kit/choice";
import { Dialog } from "../kit/dialog";
import { Field } from "../kit/field";
import { ProblemNote } from "../kit/state";
import { useDraft } from "../kit/use-draft";
import { useLive } from "../live/use-live";
import { dayIn } from "./calendar-days";
import { HOLIDAYS, newSchedule, type ScheduleDraft, WEEKDAYS } from "./schedule-draft";
import { useAnnouncements, useReadAgain } from "./use-programme";

/** A new schedule in the words of those who make one: what, where, at what time, on which days. */
export function AddSchedule({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const zone = useSiteZone();
  const readAgain = useReadAgain();
  const announcements = useAnnouncements();
  const sites = useLive((state) => state.sites);
  const zones = useLive((state) => state.zones);
  const calendars = useQuery({
    queryKey: ["programme", "calendars"],
    queryFn: async ({ signal }) =>
      (await valueIn(controller.call(routes.calendars.listCalendars, {}, signal))).items,
  });
  const empty: ScheduleDraft = {
    ...{ title: "", announcement: "", to: "all", day: dayIn(Date.now(), zone), time: "07:00" },
    ...{ days: [...WEEKDAYS], holidays: "any", calendar: "cn" },
  };
  const [draft, change, done] = useDraft("schedule", empty);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const body = newSchedule(draft);
  const add = async (): Promise<void> => {
    if (!body || working) return;
    setWorking(true);
    const answer = await controller.call(routes.schedules.addSchedule, { body });
    setWorking(false);
    if (!answer.ok) return setProblem(answer.problem);
    done();
    readAgain();
    onClose();
  };
  const pick = (announcement: string): void => {
    const title = announcements.data?.find(({ id }) => id === announcement)?.title ?? "";
    change({ announcement, ...(draft.title === "" ? { title } : {}) });
  };
  return (
    <Dialog title={t("programme.schedule.add")} open onClose={onClose} role="alertdialog" wide>
      <form
        className="kit-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Select
          label={t("programme.schedule.announcement")}
          value={draft.announcement}
          onChange={pick}
          options={[
            { value: "", label: t("programme.part.choose") },
            ...(announcements.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
        <Field
          label={t("programme.schedule.title")}
          value={draft.title}
          onChange={(title) => change({ title })}
          maxLength={80}
          isRequired
        />
        <Select
          label={t("programme.schedule.to")}
          value={draft.to}
          onChange={(to) => change({ to })}
          options={[
            { value: "all", label: t("people.everywhere") },
            ...sites.map(({ id, name }) => ({ value: `site:${id}`, label: name })),
            ...zones.map(({ id, name }) => ({ value: `zone:${id}`, label: name })),
          ]}
        />
        <div className="kit-form-pair">
          <Field
            label={t("programme.schedule.day")}
            type="date"
            value={draft.day}
            onChange={(day) => change({ day })}
          />
          <Field
            label={t("programme.schedule.time")}
            type="time"
            value={draft.time}
            onChange={(time) => change({ time })}
          />
        </div>
        <fieldset className="programme-weekdays">
          <legend className="kit-label">{t("programme.schedule.days")}</legend>
          {WEEKDAYS.map((day) => (
            <Check
              key={day}
              on={draft.days.includes(day)}
              onChange={(on) =>
                change({ days: on ? [...draft.days, day] : draft.days.filter((each) => each !== day) })
              }
            >
              {t(`programme.weekday.${day}`)}
            </Check>
          ))}
        </fieldset>
        <div className="kit-form-pair">
          <Select
            label={t("programme.schedule.holidays")}
            value={draft.holidays}
            onChange={(holidays) => change({ holidays })}
            options={HOLIDAYS.map((value) => ({ value, label: t(`programme.holidays.${value}`) }))}
          />
          {draft.holidays === "any" ? null : (
            <Select
              label={t("programme.schedule.calendar")}
              value={draft.calendar}
              onChange={(calendar) => change({ calendar })}
              options={[
                { value: "", label: t("programme.part.choose") },
                ...(calendars.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
              ]}
            />
          )}
        </div>
        {problem ? <ProblemNote problem={problem} /> : null}
        <div className="kit-actions">
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" isDisabled={body === null || working}>
            {t("common.add")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
