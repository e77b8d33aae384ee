import type { BroadcastReply } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";
import { useNow } from "../kit/age";
import { useReasonTitle } from "../kit/reason-title";
import { useLive } from "../live/use-live";

/** From here up it is an emergency (wire.md 5). */
const EMERGENCY = 80;

/** What kind of broadcast it was, and how high; an emergency by colour, shape and word. */
export function Kind({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t, i18n } = useTranslation();
  const { priority, class: name, kind, repeats } = broadcast;
  const known = i18n.exists(`history.class.${name}`);
  const word = t(known ? `history.class.${name}` : `history.kind.${kind}`);
  return (
    <span className="history-kind">
      {priority >= EMERGENCY ? (
        <span className="history-emergency">
          <span aria-hidden="true">▲ </span>
          {t("history.emergency")}
        </span>
      ) : null}
      <span>{repeats === null ? word : t("history.repeatOf", { word })}</span>
      <span className="muted">{t("history.priority", { priority })}</span>
    </span>
  );
}

/** Who spoke, and from which room. */
export function Who({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const room = useLive(({ rooms }) => rooms.find(({ id }) => id === broadcast.room)?.name ?? broadcast.room);
  const { kind, name } = broadcast.actor;
  return (
    <span className="history-who">
      <strong>{kind === "system" ? t("history.system") : name}</strong>
      {kind === "token" ? <span className="muted">{t("history.byToken")}</span> : null}
      {room === null ? null : <span className="muted">{room}</span>}
    </span>
  );
}

/** Minutes and seconds; of one that is on air, those so far. */
export function Length({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const { durationMs, endedAtMs, startedAtMs } = broadcast;
  const now = useNow(endedAtMs === null ? 1000 : 3_600_000);
  const ms = durationMs ?? (endedAtMs ?? now) - startedAtMs;
  return <span className="history-length">{t("history.length", clockOf(ms))}</span>;
}

/** Minutes, and seconds of two digits. */
export function clockOf(ms: number): { readonly minutes: string; readonly seconds: string } {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return { minutes: String(Math.floor(seconds / 60)), seconds: String(seconds % 60).padStart(2, "0") };
}

/** Why it ended, in words; or that it has not. */
export function Ended({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const reasonTitle = useReasonTitle();
  const { endedAtMs, endedBecause } = broadcast;
  if (endedAtMs === null)
    return (
      <span className="history-on-air">
        <span aria-hidden="true">● </span>
        {t("history.onAir")}
      </span>
    );
  return <span>{endedBecause === null ? t("common.none") : reasonTitle(endedBecause)}</span>;
}
