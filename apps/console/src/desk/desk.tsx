import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "../app/use-title";
import { MapPane } from "./map-pane";
import { OnAirBand } from "./on-air-band";
import { RecentBroadcasts } from "./recent-broadcasts";
import { SitePanel } from "./site-panel";
import { TalkPanel } from "./talk-panel";
import { TargetBar } from "./target-bar";
import { useMeant } from "./use-meant";

/** The operator's place: who is on air, the town, whom the next word is for, and the key. */
export function Component() {
  const { t } = useTranslation();
  const meant = useMeant();
  const [sitesShown, setSitesShown] = useState(false);
  useTitle(t("desk.title"));
  return (
    <div className="desk">
      <h1 className="unseen">{t("desk.title")}</h1>
      <OnAirBand />
      <SitePanel shown={sitesShown} onClose={() => setSitesShown(false)} />
      <MapPane meant={meant} />
      <div className="desk-side">
        <TargetBar meant={meant} onSites={() => setSitesShown(true)} />
        <TalkPanel meant={meant} />
        <RecentBroadcasts />
      </div>
    </div>
  );
}
