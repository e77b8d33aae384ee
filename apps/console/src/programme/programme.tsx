import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { hasRole, useMe } from "../app/me";
import { useTitle } from "../app/use-title";
import { Segments } from "../kit/choice";
import { AnnouncementsTab } from "./announcements-tab";
import { CalendarTab } from "./calendar-tab";
import { ClipsTab } from "./clips-tab";
import { SchedulesTab } from "./schedules-tab";

const TABS = ["calendar", "schedules", "announcements", "clips"] as const;

/** What the town says by itself: when, what, and out of which sounds. */
export function Component() {
  const { t } = useTranslation();
  const me = useMe();
  const [asked, setAsked] = useSearchParams();
  useTitle(t("nav.programme"));
  // What is shown, never what is allowed: the controller decides that.
  const manages = hasRole(me.data, "operator", "supervisor", "admin");
  const tab = TABS.find((each) => each === asked.get("tab")) ?? "calendar";
  return (
    <section className="kit-page programme-page">
      <header>
        <h1>{t("nav.programme")}</h1>
        <Segments
          label={t("nav.programme")}
          value={tab}
          onChange={(next) => setAsked({ tab: next }, { replace: true })}
          options={TABS.map((value) => ({ value, label: t(`programme.tab.${value}`) }))}
        />
      </header>
      {tab === "calendar" ? <CalendarTab /> : null}
      {tab === "schedules" ? <SchedulesTab manages={manages} /> : null}
      {tab === "announcements" ? <AnnouncementsTab manages={manages} /> : null}
      {tab === "clips" ? <ClipsTab manages={manages} /> : null}
    </section>
  );
}
