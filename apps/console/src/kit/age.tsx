import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** UTC ms of this machine, renewed every `everyMs` while shown. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** How old a piece of evidence is: `刚刚`, `42 秒前`, `3 分钟前`. */
export function useAgeText(): (atMs: number | null, nowMs: number) => string {
  const { t } = useTranslation();
  return (atMs, nowMs) => {
    if (atMs === null) return t("age.never");
    const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
    if (seconds < 3) return t("age.now");
    if (seconds < 90) return t("age.seconds", { count: seconds });
    const minutes = Math.round(seconds / 60);
    if (minutes < 90) return t("age.minutes", { count: minutes });
    const hours = Math.round(minutes / 60);
    return hours < 48 ? t("age.hours", { count: hours }) : t("age.days", { count: Math.round(hours / 24) });
  };
}

export function Age({ atMs, everyMs = 1000 }: { readonly atMs: number | null; readonly everyMs?: number }) {
  const now = useNow(everyMs);
  const text = useAgeText();
  return <span className="muted">{text(atMs, now)}</span>;
}
