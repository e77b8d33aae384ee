import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Hit } from "./speaker-layout";

/** A marker that is pointed at, and where in the view it lies. */
export interface Tip {
  readonly hit: Hit;
  readonly x: number;
  readonly y: number;
  readonly by: "pointer" | "keys";
}

/** The age of the evidence grows while one reads it. */
const REFRESH_MS = 1000;
const EDGE_PX = 8;
const MARKER_PX = 16;

/** Name, state and age of what is pointed at; said aloud for who moves the map by keys. */
export function MapTip({
  tip,
  describe,
}: {
  readonly tip: Tip | null;
  readonly describe: (id: string) => string;
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [, tick] = useState(0);
  useEffect(() => {
    if (!tip) return;
    const timer = setInterval(() => tick((count) => count + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, [tip]);
  const text =
    tip === null
      ? ""
      : tip.hit.kind === "speaker"
        ? describe(tip.hit.speaker.id)
        : `${t("map.cluster", { count: tip.hit.cluster.members.length })}\n${t("map.clusterHint")}`;
  useLayoutEffect(() => {
    const element = box.current;
    const room = element?.parentElement;
    if (!element || !room || !tip) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = Math.max(EDGE_PX, Math.min(room.clientWidth - width - EDGE_PX, tip.x - width / 2));
    const above = tip.y - MARKER_PX - height;
    const top = above >= EDGE_PX ? above : tip.y + MARKER_PX;
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  });
  return (
    <>
      <div ref={box} className="map-tip" role="tooltip" hidden={tip === null}>
        {text}
      </div>
      <span className="map-said" aria-live="polite">
        {tip?.by === "keys" ? (text.split("\n")[0] ?? "") : ""}
      </span>
    </>
  );
}
