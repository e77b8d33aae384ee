import type { OnAirReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { useMe } from "../app/me";
import { useHotkey } from "../app/use-hotkey";
import { useNow } from "../kit/age";
import { Button } from "../kit/button";
import { useProblemTitle } from "../kit/problem-title";
import { useToast } from "../kit/toasts";
import { useLive, useLiveStore } from "../live/use-live";
import { targetName } from "./term-name";

/** 80 and more: evacuation and alerts (wire.md clause 5). */
const ALERT_PRIORITY = 80;
const SHOWN_MAX = 3;

/** Who is on air, where, since when, with a way to stop it. Its place is kept when nobody speaks: nothing jumps. */
export function OnAirBand() {
  const { t } = useTranslation();
  const onAir = useLive((state) => state.onAir);
  const stop = useStop();
  const first = onAir[0];
  useHotkey("s", () => {
    if (first) void stop(first);
  });
  const alert = onAir.some(({ priority }) => priority >= ALERT_PRIORITY);
  return (
    <section
      className={`desk-air ${onAir.length > 0 ? "live" : ""} ${alert ? "alert" : ""}`}
      aria-label={t("desk.air.title")}
      aria-live="polite"
    >
      <strong className="desk-air-lamp">
        <span aria-hidden="true">{onAir.length > 0 ? "●" : "○"}</span>{" "}
        {t(onAir.length > 0 ? "desk.air.title" : "desk.air.none")}
      </strong>
      <ul className="desk-air-items">
        {onAir.slice(0, SHOWN_MAX).map((item) => (
          <OnAirItem key={item.broadcast} item={item} onStop={() => void stop(item)} />
        ))}
        {onAir.length > SHOWN_MAX ? <li>{t("desk.air.more", { count: onAir.length - SHOWN_MAX })}</li> : null}
      </ul>
      {onAir.length > 1 ? (
        <Button small look="danger" className="desk-air-all" onPress={() => void stop(null)}>
          {t("desk.air.stopAll")}
        </Button>
      ) : null}
    </section>
  );
}

function OnAirItem({ item, onStop }: { readonly item: OnAirReply; readonly onStop: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const town = useLive((state) => state);
  const now = useNow();
  const seconds = Math.max(0, Math.floor((now - item.startedAtMs) / 1000));
  const own = item.actor.kind === "operator" && item.actor.id === me.data?.operator.id;
  const room = town.rooms.find(({ id }) => id === item.room)?.name;
  const who = own
    ? t("desk.air.you")
    : room
      ? t("desk.air.who", { name: item.actor.name, room })
      : item.actor.name;
  return (
    <li className="desk-air-item">
      <strong>{who}</strong>
      <span>{t("desk.air.to", { to: targetName(item.to, town, t) })}</span>
      <span>{t("desk.air.sounding", { sounding: item.sounding.length, targets: item.targets })}</span>
      {item.priority >= ALERT_PRIORITY ? <strong>{t("desk.air.emergency")}</strong> : null}
      <span className="desk-air-time">
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
      </span>
      <Button
        small
        className="desk-air-stop"
        aria-label={t("desk.air.stopNamed", { name: who })}
        onPress={onStop}
      >
        ■ {t("desk.air.stop")}
      </Button>
    </li>
  );
}

/** Stops one broadcast, or with null all that one may. Says what came of it. */
function useStop(): (item: OnAirReply | null) => Promise<void> {
  const { t } = useTranslation();
  const toast = useToast();
  const problemTitle = useProblemTitle();
  const live = useLiveStore();
  const [busy, setBusy] = useState(false);
  return async (item) => {
    if (busy) return;
    setBusy(true);
    const answer = item
      ? await controller.call(routes.broadcasts.stopBroadcast, { params: { id: item.broadcast } })
      : await controller.call(routes.broadcasts.stopAll, { body: { all: true } });
    setBusy(false);
    live.refresh();
    if (answer.ok) toast({ text: t("desk.air.stopped") });
    else toast({ text: problemTitle(answer.problem.code), kind: "problem" });
  };
}
