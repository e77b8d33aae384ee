import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useTalk } from "../talk/talk-context";
import { isLive } from "../talk/talk-turn";
import { useTalkKey } from "../talk/use-talk-key";

/** While this window speaks, its frame is red and its title says so, whatever screen is shown. */
export function OnAirFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { key } = useTalk();
  const speaking = useTalkKey(key, ({ state }) => isLive(state));
  useEffect(() => {
    if (!speaking) return;
    const before = document.title;
    document.title = t("app.titleOnAir");
    return () => {
      document.title = before;
    };
  }, [speaking, t]);
  return <div className={`shell ${speaking ? "speaking" : ""}`}>{children}</div>;
}
