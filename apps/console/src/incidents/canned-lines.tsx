import type { IncidentDetailReply } from "@dalaba/api/browser";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { controller, routes, valueIn } from "../app/controller";
import { useHotkey } from "../app/use-hotkey";
import { targetExpression } from "../desk/target-terms";
import { useTargets } from "../desk/targets";
import { Button } from "../kit/button";
import { useToast } from "../kit/toasts";
import { useRefusalToast } from "../kit/use-refusal-toast";

const MOST = 6;

/** Lines that are ready, on the keys 1 to 6: those that the link suggests, else the newest announcements. */
export function CannedLines({ incident }: { readonly incident: IncidentDetailReply }) {
  const { t } = useTranslation();
  const asked = useQuery({
    queryKey: ["announcements", "newest"],
    queryFn: ({ signal }) =>
      valueIn(controller.call(routes.announcements.listAnnouncements, { query: { limit: MOST } }, signal)),
    enabled: incident.suggest.length === 0,
  });
  const lines = incident.suggest.length > 0 ? incident.suggest : (asked.data?.items ?? []);
  return (
    <section className="incident-lines kit-panel" aria-label={t("incidents.lines")}>
      <h2>{t("incidents.lines")}</h2>
      {lines.length === 0 ? <p className="muted">{t("incidents.noLines")}</p> : null}
      <ol>
        {lines.slice(0, MOST).map(({ id, title }, index) => (
          <Line key={id} {...{ id, title }} incident={incident.id} number={index + 1} />
        ))}
      </ol>
    </section>
  );
}

interface LineProps {
  readonly id: string;
  readonly title: string;
  readonly incident: string;
  readonly number: number;
}

function Line({ id, title, incident, number }: LineProps) {
  const { t } = useTranslation();
  const { chips } = useTargets();
  const toast = useToast();
  const refused = useRefusalToast();
  const say = async (): Promise<void> => {
    const found = await controller.call(routes.announcements.showAnnouncement, { params: { id } });
    if (!found.ok) return refused(found.problem);
    const { parts, times, betweenMs, chime } = found.value;
    const body = { to: [...targetExpression(chips)], parts, times, betweenMs, chime, incident };
    const played = await controller.call(routes.plays.play, { body });
    if (!played.ok) return refused(played.problem);
    const { targets, offline } = played.value;
    toast({ text: t("incidents.saying", { title, count: targets - offline }) });
  };
  useHotkey(String(number), () => void say());
  return (
    <li>
      <Button small onPress={() => void say()} isDisabled={chips.length === 0}>
        <kbd>{number}</kbd> {title}
      </Button>
    </li>
  );
}
