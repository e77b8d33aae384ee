import type { BroadcastReply } from "@dalaba/api/browser";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { LiveState } from "../live/live-state";
import { useLive } from "../live/use-live";
import { Ended, Kind, Length, Who } from "./broadcast-words";
import { ResultBar } from "./result-bar";
import { toName } from "./to-name";

const pick = ({ speakers, sites, zones }: LiveState) => ({ speakers, sites, zones });
const same = (a: ReturnType<typeof pick>, b: ReturnType<typeof pick>): boolean =>
  a.speakers === b.speakers && a.sites === b.sites && a.zones === b.zones;

/** Who said it to whom, how it ended, and its figures: of speakers that proved what they played, and of no others. */
export function BroadcastSummary({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const town = useLive(pick, same);
  const { result, repeats, why } = broadcast;
  const ms = (value: number | null): string =>
    value === null
      ? t("history.unknown")
      : t("history.speakers.ms", { ms: value < 10 ? value.toFixed(2) : value.toFixed(0) });
  const unverified = result?.failures.filter(({ reason }) => reason === "unverified").length ?? 0;
  return (
    <div className="history-summary">
      {result ? (
        <ResultBar result={result} />
      ) : (
        <p className="muted" role="status">
          {t(broadcast.endedAtMs === null ? "history.sounding" : "history.settling")}
        </p>
      )}
      {unverified > 0 ? (
        <div className="kit-note warning">
          <strong>{t("history.unverifiedTitle", { n: unverified })}</strong>
          <span>{t("history.unverifiedHint")}</span>
        </div>
      ) : null}
      <dl className="history-facts">
        <Fact name={t("history.column.who")}>
          <Who broadcast={broadcast} />
        </Fact>
        <Fact name={t("history.column.to")}>{toName(broadcast, town, t)}</Fact>
        <Fact name={t("history.column.kind")}>
          <Kind broadcast={broadcast} />
        </Fact>
        <Fact name={t("history.column.length")}>
          <Length broadcast={broadcast} />
        </Fact>
        <Fact name={t("history.column.ended")}>
          <Ended broadcast={broadcast} />
        </Fact>
        {why === null ? null : <Fact name={t("history.why")}>{why}</Fact>}
        {repeats === null ? null : (
          <Fact name={t("history.repeats")}>
            <Link to={`/history/${repeats}`}>{t("history.repeatsSee")}</Link>
          </Fact>
        )}
        {result ? (
          <>
            <Fact name={t("history.firstSound")} hint={t("history.firstSoundHint")}>
              {t("history.p50p95", { p50: ms(result.firstSoundMs.p50), p95: ms(result.firstSoundMs.p95) })}
            </Fact>
            <Fact name={t("history.skew")} hint={t("history.skewHint")}>
              {t("history.p50p99", { p50: ms(result.skewMs.p50), p99: ms(result.skewMs.p99) })}
              <span className="muted"> {t("history.bound", { ms: ms(result.skewMs.boundMs) })}</span>
            </Fact>
          </>
        ) : null}
      </dl>
    </div>
  );
}

interface FactProps {
  readonly name: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Fact({ name, hint, children }: FactProps) {
  return (
    <div>
      <dt title={hint}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
