/** What a row is held to. `of` says whether the value itself or its ratio to the peer's value is judged. */
export interface Limit {
  readonly of: "value" | "ratio";
  readonly at: "most" | "least";
  readonly limit: number;
}

/** A figure before it is judged. */
export interface Figure {
  /** The target's number in targets.md and what is special about this row: `P1.270.mosquitto`. */
  readonly id: string;
  readonly case: string;
  readonly what: string;
  readonly unit: string;
  /** Null when it could not be measured; `void` then says why. */
  readonly value: number | null;
  /** Left out: the figure is reported beside the others and nothing is asked of it. */
  readonly limit?: Limit;
  readonly peer?: string;
  readonly peerValue?: number | null;
  /** Why nothing can be said, whatever the value is. */
  readonly void?: string;
  /** What a reader must know to weigh it. */
  readonly note?: string;
  /** The runs behind the medians, in the order they ran. */
  readonly values?: readonly number[];
  readonly peerValues?: readonly number[];
}

/** A judged figure, as it is printed. */
export interface Row {
  readonly id: string;
  readonly case: string;
  readonly what: string;
  readonly target: string | null;
  readonly value: number | null;
  readonly unit: string;
  readonly peer: string | null;
  readonly peerValue: number | null;
  readonly ratio: number | null;
  /** Null: void, or nothing was asked; `why` says which. */
  readonly met: boolean | null;
  readonly why?: string;
  readonly note?: string;
  readonly values?: readonly number[];
  readonly peerValues?: readonly number[];
}

/** How late an idle loop was while nothing of ours ran, ms. */
export interface Baseline {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Above this the machine itself was too busy for its figures to mean anything (targets.md). */
export const BASELINE_P99_LIMIT_MS = 10;

const SIGNIFICANT = 4;
const round = (value: number): number => Number(value.toPrecision(SIGNIFICANT));
const roundOrNull = (value: number | null | undefined): number | null =>
  value === null || value === undefined || !Number.isFinite(value) ? null : round(value);

function targetText(limit: Limit, peer: string | undefined, unit: string): string {
  const sign = limit.at === "most" ? "≤" : "≥";
  return limit.of === "ratio"
    ? `${sign} ${limit.limit} x ${peer ?? "peer"}`
    : `${sign} ${limit.limit} ${unit}`;
}

function whyUnjudged(figure: Figure, judged: number | null, baseline: Baseline): string | undefined {
  if (figure.void !== undefined) return figure.void;
  if (figure.value === null || !Number.isFinite(figure.value)) return "not measured";
  if (baseline.p99Ms > BASELINE_P99_LIMIT_MS)
    return `the idle loop's p99 was ${round(baseline.p99Ms)} ms late, over ${BASELINE_P99_LIMIT_MS} ms`;
  if (figure.limit === undefined) return "no target: reported beside the others";
  if (judged === null) return "nothing to compare with";
  return undefined;
}

/** Judges one figure on the unrounded numbers; what is printed has four significant digits. */
export function judge(figure: Figure, baseline: Baseline): Row {
  const { value, limit, peer } = figure;
  const peerValue = figure.peerValue ?? null;
  const ratio = value !== null && peerValue !== null && peerValue > 0 ? value / peerValue : null;
  const judged = limit?.of === "ratio" ? ratio : value;
  const why = whyUnjudged(figure, judged, baseline);
  const holds = (asked: Limit, got: number): boolean =>
    asked.at === "most" ? got <= asked.limit : got >= asked.limit;
  const met = why === undefined && limit !== undefined && judged !== null ? holds(limit, judged) : null;
  return {
    id: figure.id,
    case: figure.case,
    what: figure.what,
    target: limit === undefined ? null : targetText(limit, peer, figure.unit),
    value: roundOrNull(value),
    unit: figure.unit,
    peer: peer ?? null,
    peerValue: roundOrNull(peerValue),
    ratio: roundOrNull(ratio),
    met,
    ...(why === undefined ? {} : { why }),
    ...(figure.note === undefined ? {} : { note: figure.note }),
    ...(figure.values === undefined ? {} : { values: figure.values.map(round) }),
    ...(figure.peerValues === undefined ? {} : { peerValues: figure.peerValues.map(round) }),
  };
}
