import type { BroadcastSummaryReply } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";

const PARTS = ["played", "partial", "failed"] as const;

/** How many played it, by length, colour, pattern and number. */
export function ResultBar({ result }: { readonly result: BroadcastSummaryReply }) {
  const { t } = useTranslation();
  const { targets, played, partial, failed } = result;
  return (
    <span className="history-result">
      <span className="history-bar" aria-hidden="true">
        {PARTS.map((part) =>
          result[part] === 0 ? null : (
            <span key={part} className={`history-bar-part ${part}`} style={{ flexGrow: result[part] }} />
          ),
        )}
      </span>
      <span className="history-played">{t("history.played", { played, targets })}</span>
      <span className="history-rest">
        {partial > 0 ? t("history.partialCount", { n: partial }) : ""}
        {partial > 0 && failed > 0 ? " · " : ""}
        {failed > 0 ? t("history.failedCount", { n: failed }) : ""}
      </span>
    </span>
  );
}
