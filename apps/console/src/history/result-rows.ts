import type { BroadcastSpeakerReply } from "@dalaba/api/browser";

/** What one speaker did with a broadcast, with its name of today. */
export interface ResultRow extends BroadcastSpeakerReply {
  readonly name: string;
  /** Of its first sample against its plan, ms: what a listener between two speakers would hear as an echo. */
  readonly offPlanMs: number | null;
}

export const RESULT_COLUMNS = [
  "name",
  "verdict",
  "reason",
  "firstSound",
  "offPlan",
  "played",
  "concealed",
  "late",
  "missing",
  "receipt",
] as const;
export type ResultColumn = (typeof RESULT_COLUMNS)[number];

export interface ResultOrder {
  readonly by: ResultColumn;
  readonly down: boolean;
}

export type VerdictFilter = "all" | "failed";

export function resultRow(reply: BroadcastSpeakerReply, name: string): ResultRow {
  const { firstSampleAtUs, plannedAtUs } = reply;
  const known = firstSampleAtUs !== null && plannedAtUs !== null;
  return { ...reply, name, offPlanMs: known ? (firstSampleAtUs - plannedAtUs) / 1000 : null };
}

/** The rows to show, in order; whatever is unknown comes last, whichever way the order runs. */
export function shownRows(
  rows: readonly ResultRow[],
  filter: VerdictFilter,
  order: ResultOrder,
): readonly ResultRow[] {
  const kept = filter === "all" ? rows : rows.filter(({ verdict }) => verdict !== "played");
  return [...kept].sort((a, b) => {
    const [x, y] = [fieldOf(a, order.by), fieldOf(b, order.by)];
    const difference = compare(x, y) * (order.down && x !== null && y !== null ? -1 : 1);
    return difference || compareText(a.name, b.name) || compareText(a.speaker, b.speaker);
  });
}

const VERDICT_ORDER = { failed: 0, partial: 1, played: 2 } as const;

function fieldOf(row: ResultRow, column: ResultColumn): string | number | null {
  switch (column) {
    case "verdict":
      return row.verdict === null ? null : VERDICT_ORDER[row.verdict];
    case "firstSound":
      return row.firstSoundMs;
    case "offPlan":
      return row.offPlanMs === null ? null : Math.abs(row.offPlanMs);
    case "receipt":
      return row.receiptVerified === null ? null : Number(row.receiptVerified);
    default:
      return row[column];
  }
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareText(String(a), String(b));
}

const collator = new Intl.Collator("zh-CN", { numeric: true });

function compareText(a: string, b: string): number {
  return collator.compare(a, b);
}
