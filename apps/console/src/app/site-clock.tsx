import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../kit/age";
import { useLive } from "../live/use-live";

/** The zone that people of this town live in: the first root's. */
export function useSiteZone(): string | undefined {
  return (
    useLive((state) => state.sites.find(({ parent, timeZone }) => parent === null && timeZone)?.timeZone) ??
    undefined
  );
}

/** Times as people of the site read them, whatever this machine's own zone is. */
export function useTimeFormat(options: Intl.DateTimeFormatOptions): (atMs: number) => string {
  const { i18n } = useTranslation();
  const timeZone = useSiteZone();
  const text = JSON.stringify(options);
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(i18n.language, {
      ...(JSON.parse(text) as object),
      timeZone,
      hourCycle: "h23",
    });
    return (atMs) => format.format(atMs);
  }, [i18n.language, timeZone, text]);
}

export function SiteClock() {
  const now = useNow();
  const time = useTimeFormat({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return (
    <time className="shell-clock" dateTime={new Date(now).toISOString()}>
      {time(now)}
    </time>
  );
}
