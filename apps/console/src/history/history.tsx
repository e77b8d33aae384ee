import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { problemIn } from "../app/controller";
import { useTitle } from "../app/use-title";
import { Button } from "../kit/button";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { HistoryFilters, useFilter } from "./history-filters";
import { HistoryRows } from "./history-row";
import { useBroadcasts } from "./use-broadcasts";

/** Everything that was said, newest first, with what became of it. */
export function Component() {
  const { t } = useTranslation();
  const [asked, setAsked] = useSearchParams();
  const list = useBroadcasts(useFilter(asked));
  useTitle(t("nav.history"));
  const filtered = asked.size > 0;
  return (
    <section className="kit-page history-page">
      <header>
        <h1>{t("nav.history")}</h1>
      </header>
      <HistoryFilters asked={asked} onAsk={(next) => setAsked(next, { replace: true })} />
      {list.isPending ? <Loading /> : null}
      {list.error ? (
        <ProblemNote problem={problemIn(list.error)} onRetry={() => void list.refetch()} />
      ) : null}
      {list.isSuccess && list.items.length === 0 ? (
        <Empty title={t(filtered ? "history.noneFound" : "history.none")}>
          <p>{t(filtered ? "history.noneFoundHint" : "history.noneHint")}</p>
        </Empty>
      ) : null}
      {list.items.length > 0 ? <HistoryRows items={list.items} /> : null}
      <div className="history-more">
        {list.hasNextPage ? (
          <Button isDisabled={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {t(list.isFetchingNextPage ? "common.loading" : "history.older")}
          </Button>
        ) : null}
        {list.items.length > 0 && !list.hasNextPage ? (
          <span className="muted">{t("history.end")}</span>
        ) : null}
      </div>
    </section>
  );
}
