import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MapScale } from "./map-scale";
import { MapTip, type Tip } from "./map-tip";
import { MapToolbar } from "./map-toolbar";
import type { TownMapProps } from "./map-types";
import { type SceneEvents, type SceneState, TownScene } from "./town-scene";
import { useHiddenLayers } from "./use-hidden-layers";

/**
 * The town: every speaker where it stands, over whatever map the site brought. The list beside it says the same in
 * words and is its accessible twin; here a pointer, a finger or the arrow keys choose.
 */
export function TownMap(props: TownMapProps) {
  const { speakers, tool, theme, fit } = props;
  const { t, i18n } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const scene = useRef<TownScene | null>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const [pixelsPerMetre, setPixelsPerMetre] = useState(0.1);
  const [failed, setFailed] = useState<readonly string[]>([]);
  const { shown, hidden, show } = useHiddenLayers(props.layers);

  const state: SceneState = {
    speakers,
    layers: shown,
    tool,
    theme,
    language: i18n.language,
    picked: props.picked ?? null,
    showEarshot: props.showEarshot ?? false,
  };
  // The scene outlives each rendering; what it calls is always the newest.
  const newest = useRef({ props, state });
  newest.current = { props, state };

  useEffect(() => {
    if (!host.current) return;
    const events: SceneEvents = {
      toggle: (id, additive) => newest.current.props.onToggle(id, additive),
      lasso: (ids, additive) => newest.current.props.onLasso(ids, additive),
      pick: (place) => newest.current.props.onPick(place),
      hover: (hit, x, y, by) => setTip(hit && { hit, x, y, by }),
      moved: setPixelsPerMetre,
      failed: setFailed,
    };
    const made = new TownScene(host.current, newest.current.state, events);
    scene.current = made;
    return () => {
      scene.current = null;
      made.end();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of the state, whose object is new each time
  useEffect(
    () => scene.current?.set(newest.current.state),
    [speakers, shown, tool, theme, i18n.language, state.picked, state.showEarshot],
  );
  useEffect(() => {
    if (fit !== undefined) scene.current?.fit(fit);
  }, [fit]);

  const selected = useMemo(() => speakers.filter((each) => each.selected).map(({ id }) => id), [speakers]);
  const attributions = shown.flatMap(({ attribution }) => (attribution ? [attribution] : []));
  return (
    <div className="map-town" data-tool={tool} data-theme={theme} data-over={tip?.by === "pointer"}>
      <div ref={host} className="map-host" role="application" aria-label={t("map.label")} />
      <span className="map-cross" aria-hidden="true" />
      {tool !== "pan" && <p className="map-hint">{t(tool === "lasso" ? "map.lassoHint" : "map.pickHint")}</p>}
      <MapToolbar
        tool={tool}
        onTool={props.onTool}
        onZoom={(by) => scene.current?.zoom(by)}
        onFit={() => scene.current?.fit(selected.length > 0 ? selected : "all")}
        someSelected={selected.length > 0}
        layers={props.layers}
        hidden={hidden}
        failed={failed}
        onLayer={show}
      />
      <MapScale pixelsPerMetre={pixelsPerMetre} attributions={attributions} />
      <MapTip tip={tip} describe={props.describe} />
    </div>
  );
}
