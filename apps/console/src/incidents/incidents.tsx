import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useTitle } from "../app/use-title";
import { Empty } from "../kit/state";
import { IncidentCard } from "./incident-card";
import { Queue } from "./queue";

/** What cameras and help points report, and the place from which it is answered. */
export function Component() {
  const { t } = useTranslation();
  const { id } = useParams();
  useTitle(t("nav.incidents"));
  return (
    <div className={`incidents ${id === undefined ? "" : "chosen"}`}>
      <h1 className="unseen">{t("nav.incidents")}</h1>
      <Queue selected={id} />
      {id === undefined ? (
        <div className="incident-none kit-panel">
          <Empty title={t("incidents.choose")}>
            <p>{t("incidents.chooseHint")}</p>
          </Empty>
        </div>
      ) : (
        <IncidentCard key={id} id={id} />
      )}
    </div>
  );
}
