import { useTranslation } from "react-i18next";
import { scaleBar } from "./scale";

/** Pixels: long enough to measure with, short enough for a phone. */
const MAX_BAR_PX = 120;

/** How long is that, which way is north, and whose map it is. */
export function MapScale({
  pixelsPerMetre,
  attributions,
}: {
  readonly pixelsPerMetre: number;
  readonly attributions: readonly string[];
}) {
  const { t } = useTranslation();
  const { metres, px } = scaleBar(pixelsPerMetre, MAX_BAR_PX);
  const length =
    metres >= 1000 ? t("map.kilometres", { count: metres / 1000 }) : t("map.metres", { count: metres });
  return (
    <div className="map-foot">
      <svg className="map-north" viewBox="0 0 20 28" width="20" height="28" role="img">
        <title>{t("map.north")}</title>
        <path d="M10 9 15 26 10 22 5 26z" />
        <text x="10" y="8" textAnchor="middle">
          N
        </text>
      </svg>
      <div className="map-scale" role="img" aria-label={t("map.scale", { length })}>
        <span className="map-length">{length}</span>
        <span className="map-bar" style={{ width: `${px}px` }} />
      </div>
      {attributions.length > 0 && <p className="map-attribution">{attributions.join(" · ")}</p>}
    </div>
  );
}
