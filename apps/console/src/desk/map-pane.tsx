import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useHotkey } from "../app/use-hotkey";
import { useTheme } from "../app/use-theme";
import { useAgeText } from "../kit/age";
import { speakerState } from "../live/speaker-view";
import { useLive } from "../live/use-live";
import type { MapSpeaker, MapTool } from "../map/map-types";
import { TownMap } from "../map/town-map";
import { useMapLayers } from "../map/use-map-layers";
import { useTargets } from "./targets";
import type { Meant } from "./use-meant";

type MapPlace = { readonly lat: number; readonly lon: number; readonly metres?: number };

const NEAR = /^near:(-?[\d.]+),(-?[\d.]+)(?::(\d+))?$/;

/** The town: who is where, what each does, and whom the next word reaches. */
export function MapPane({
  meant,
  at,
}: {
  readonly meant: Meant;
  /** A place to mark, and to show the chosen speakers around; left out: the whole town. */
  readonly at?: { readonly lat: number; readonly lon: number };
}) {
  const { t } = useTranslation();
  const theme = useTheme();
  const layers = useMapLayers();
  const { chips, set, add, toggle } = useTargets();
  const [tool, setTool] = useState<MapTool>("pan");
  const { speakers, sounding, link } = useLive((state) => state);
  const age = useAgeText();
  useHotkey("l", () => setTool((now) => (now === "lasso" ? "pan" : "lasso")));
  useHotkey("e", () => setTool((now) => (now === "pick" ? "pan" : "pick")));
  const shown = useMemo<readonly MapSpeaker[]>(
    () =>
      [...speakers.values()].map((speaker) => ({
        id: speaker.id,
        name: speaker.name,
        lat: speaker.lat,
        lon: speaker.lon,
        bearing: speaker.bearing,
        audibleMetres: speaker.audibleMetres,
        state: speakerState(speaker, sounding, link),
        selected: meant.ids.has(speaker.id),
      })),
    [speakers, sounding, link, meant.ids],
  );
  const near = chips.map((term) => NEAR.exec(term)).find((match) => match !== null);
  const picked: MapPlace | undefined = near
    ? { lat: Number(near[1]), lon: Number(near[2]), ...(near[3] ? { metres: Number(near[3]) } : {}) }
    : at;
  const fit = useMemo(() => (at === undefined ? "all" : [...meant.ids]), [at, meant.ids]);
  const describe = (id: string): string => {
    const speaker = speakers.get(id);
    if (!speaker) return id;
    const state = speakerState(speaker, sounding, link);
    const seen = speaker.lastSeen === null ? null : Date.parse(speaker.lastSeen);
    // Online means a heartbeat within 60 s, by the controller's own rule: its word is as old as the feed, and no older.
    const evidence =
      state === "online" || state === "sounding"
        ? t("speaker.fresh")
        : t("speaker.lastSeen", { age: age(seen, Date.now()) });
    return [speaker.name, t(`speaker.state.${state}`), evidence].join("\n");
  };
  return (
    <section className="desk-map" aria-label={t("desk.map.title")}>
      <TownMap
        speakers={shown}
        layers={layers}
        tool={tool}
        onTool={setTool}
        theme={theme}
        onToggle={(id, additive) => {
          const term = `speaker:${id}`;
          // One press chooses one; held keys, or a second press, build a set.
          if (additive || chips.includes(term)) toggle(term);
          else set([term]);
        }}
        onLasso={(ids, additive) => {
          const terms = ids.map((id) => `speaker:${id}`);
          if (additive) add(terms);
          else set(terms);
          setTool("pan");
        }}
        onPick={({ lat, lon }) => {
          set([`near:${lat.toFixed(6)},${lon.toFixed(6)}`]);
          setTool("pan");
        }}
        describe={describe}
        picked={picked}
        fit={fit}
      />
      <p className="unseen">{t("desk.map.list")}</p>
    </section>
  );
}
