import type { BroadcastSpeakerReply } from "@dalaba/api/browser";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Segments } from "../kit/choice";
import { useReasonTitle } from "../kit/reason-title";
import { RowGrid } from "../kit/row-grid";
import { useNarrow } from "../kit/use-narrow";
import { useLive } from "../live/use-live";
import {
  RESULT_COLUMNS,
  type ResultColumn,
  type ResultRow,
  resultRow,
  shownRows,
  type VerdictFilter,
} from "./result-rows";
import { VerdictMark } from "./verdict-mark";

const ROW_PX = { wide: 36, narrow: 66 };

/** What each speaker did with it, and why not. */
export function BroadcastSpeakers({ replies }: { readonly replies: readonly BroadcastSpeakerReply[] }) {
  const { t } = useTranslation();
  const speakers = useLive((state) => state.speakers);
  const narrow = useNarrow();
  const [filter, setFilter] = useState<VerdictFilter>("all");
  const [order, setOrder] = useState<{ by: ResultColumn; down: boolean }>({ by: "verdict", down: false });
  const rows = useMemo(
    () => replies.map((reply) => resultRow(reply, speakers.get(reply.speaker)?.name ?? reply.speaker)),
    [replies, speakers],
  );
  const shown = useMemo(() => shownRows(rows, filter, order), [rows, filter, order]);
  const columns = useMemo(
    () => RESULT_COLUMNS.map((id) => ({ id, title: t(`history.speakers.column.${id}`) })),
    [t],
  );
  const failed = rows.filter(({ verdict }) => verdict !== "played").length;
  return (
    <section className="kit-panel history-speakers">
      <header>
        <h2>{t("history.speakers.title")}</h2>
        <Segments
          label={t("history.speakers.filter")}
          value={filter}
          onChange={setFilter}
          options={[
            { value: "all", label: t("history.speakers.all", { n: rows.length }) },
            { value: "failed", label: t("history.speakers.failed", { n: failed }) },
          ]}
        />
      </header>
      <RowGrid
        label={t("history.speakers.title")}
        className="history-grid"
        rows={shown}
        keyOf={({ speaker }) => speaker}
        rowPx={narrow ? ROW_PX.narrow : ROW_PX.wide}
        columns={columns}
        cell={cell}
        order={order}
        onOrder={setOrder}
      />
    </section>
  );
}

function cell(row: ResultRow, column: ResultColumn) {
  return <Cell row={row} column={column} />;
}

function Cell({ row, column }: { readonly row: ResultRow; readonly column: ResultColumn }) {
  const { t, i18n } = useTranslation();
  const reasonTitle = useReasonTitle();
  switch (column) {
    case "name":
      return (
        <Link to={`/speakers/${row.speaker}`} tabIndex={-1}>
          {row.name}
        </Link>
      );
    case "verdict":
      return <VerdictMark verdict={row.verdict ?? "waiting"} />;
    case "reason": {
      if (row.reason === null) return null;
      const known = i18n.exists(`reason.${row.reason}.title`);
      return (
        <span title={known ? t(`reason.${row.reason}.next`) : undefined}>{reasonTitle(row.reason)}</span>
      );
    }
    case "firstSound":
      return row.firstSoundMs === null ? (
        <Nothing />
      ) : (
        <span>{t("history.speakers.ms", { ms: row.firstSoundMs.toFixed(1) })}</span>
      );
    case "offPlan":
      return row.offPlanMs === null ? (
        <Nothing />
      ) : (
        <span>{t("history.speakers.ms", { ms: row.offPlanMs.toFixed(2) })}</span>
      );
    case "receipt":
      return <Receipt row={row} />;
    default:
      return row[column] === null ? <Nothing /> : <span>{row[column]}</span>;
  }
}

/** Evidence that does not verify is shown as that: never as heard. */
function Receipt({ row }: { readonly row: ResultRow }) {
  const { t } = useTranslation();
  if (row.receiptVerified === null) return <span className="muted">{t("history.receipt.none")}</span>;
  return row.receiptVerified ? (
    <span className="history-verified">✓ {t("history.receipt.verified")}</span>
  ) : (
    <span className="history-unverified">⚠ {t("history.receipt.unverified")}</span>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
    <span className="muted">
      <span aria-hidden="true">–</span>
      <span className="unseen">{t("common.none")}</span>
    </span>
  );
}
