import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { Button } from "../kit/button";
import { useLive } from "../live/use-live";
import { useTalk } from "../talk/talk-context";
import { isLive } from "../talk/talk-turn";
import { useTalkKey } from "../talk/use-talk-key";
import { URGENT } from "./incident-words";
import { type Muted, mute, NEVER_MUTED, rings } from "./ring";
import { ringOnce } from "./ring-sound";
import { useCounts, useIncidentNews } from "./use-incidents";

const KEPT = "dalaba.muted-kinds";
/** How long the newest one is named beside the clock, ms. */
const SHOWN_MS = 20_000;

/** How many wait for somebody; beside the menu's word. */
export function OpenIncidents() {
  const { t } = useTranslation();
  const open = useCounts().data?.open ?? 0;
  if (open === 0) return null;
  return (
    <span className="incident-badge" title={t("incidents.openCount", { count: open })}>
      {open > 99 ? "99+" : open}
    </span>
  );
}

/** Rings for what opens, and names it: one press leads there. It takes no focus, and no place from anything. */
export function IncidentBell() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const rung = useLive((state) => state.rung);
  const { key } = useTalk();
  const speaking = useTalkKey(key, ({ state }) => isLive(state));
  const [muted, setMuted] = useState<Muted>(keptMuted);
  const [shown, setShown] = useState<typeof rung>(null);
  useIncidentNews();
  const latest = useRef({ muted, speaking });
  latest.current = { muted, speaking };
  useEffect(() => {
    if (rung === null) return;
    setShown(rung);
    // An open microphone would carry it into the village.
    const silent = latest.current.speaking || !rings(latest.current.muted, rung.kind, Date.now());
    if (!silent) ringOnce(rung.kind);
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [rung]);
  if (shown === null || pathname === `/incidents/${shown.id}`) return null;
  const silence = (): void => {
    const next = mute(muted, shown.kind, Date.now());
    setMuted(next);
    localStorage.setItem(KEPT, JSON.stringify(next));
    setShown(null);
  };
  return (
    <div className={`incident-bell ${URGENT.has(shown.kind) ? "urgent" : ""}`} role="status">
      <Link to={`/incidents/${shown.id}`}>{t(`incidents.kind.${shown.kind}`)}</Link>
      {NEVER_MUTED.has(shown.kind) ? null : (
        <Button small look="quiet" onPress={silence}>
          {t("incidents.mute")}
        </Button>
      )}
    </div>
  );
}

function keptMuted(): Muted {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    const kinds = Object.entries(value ?? {}).filter(([, until]) => typeof until === "number");
    return Object.fromEntries(kinds) as Muted;
  } catch {
    return {};
  }
}
