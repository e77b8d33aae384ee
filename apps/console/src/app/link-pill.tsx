import { useTranslation } from "react-i18next";
import { useAgeText, useNow } from "../kit/age";
import { useLive } from "../live/use-live";

/** Whether what is shown is how it is now: in a word, a colour and a shape, with the age of the last word heard. */
export function LinkPill() {
  const { t } = useTranslation();
  const link = useLive((state) => state.link);
  const heardAtMs = useLive((state) => state.heardAtMs);
  const now = useNow();
  const age = useAgeText();
  const heard = t("link.heard", { age: age(heardAtMs, now) });
  return (
    <span className={`shell-link ${link}`} title={heard} role="status">
      <span className="shell-link-shape" aria-hidden="true" />
      {t(`link.${link}`)}
      <span className="unseen">{link === "live" ? "" : heard}</span>
    </span>
  );
}
