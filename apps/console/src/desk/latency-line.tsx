import type { HopFigures } from "@dalaba/api/browser";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { controller, routes, valueIn } from "../app/controller";
import { useTalk } from "../talk/talk-context";
import { isLive } from "../talk/talk-turn";
import { useTalkKey } from "../talk/use-talk-key";

const WHILE_LIVE_MS = 2_000;
const AFTERWARDS_MS = 15_000;

/** On the key: from the mouth to the horn, p50, p95 and p99 of the last minute. Its place is kept when nobody spoke. */
export function LatencyLine() {
  const { t } = useTranslation();
  const { key } = useTalk();
  const live = useTalkKey(key, ({ state }) => isLive(state));
  const asked = useQuery({
    queryKey: ["latency"],
    queryFn: ({ signal }) => valueIn(controller.call(routes.onAir.showLatency, {}, signal)),
    refetchInterval: live ? WHILE_LIVE_MS : AFTERWARDS_MS,
    retry: false,
  });
  const words = (name: "lan" | "wan", of: HopFigures | null | undefined): string[] => {
    if (!of) return [];
    const [p50, p95, p99] = [of.p50, of.p95, of.p99].map(Math.round);
    return [t("desk.talk.latency", { name: t(`speakers.delayClass.${name}`), p50, p95, p99 })];
  };
  const parts = [
    ...words("lan", asked.data?.lan.mouthToEarMs),
    ...words("wan", asked.data?.wan.mouthToEarMs),
  ];
  return (
    // One line, whatever was measured: the key has the height for no more, and nothing in it may move.
    <small className="desk-key-latency" title={[t("desk.talk.latencyHint"), ...parts].join("\n")}>
      {parts[0]}
    </small>
  );
}
