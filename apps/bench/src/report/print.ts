import type { Machine } from "../measure/machine";
import type { Plot } from "./plot";
import type { Row } from "./row";

/** What a benchmark hands over to be printed. */
export interface Report {
  readonly machine: Machine;
  readonly rows: readonly Row[];
  /** Drawn in the HTML report; in `--json` as they are. */
  readonly plots?: readonly Plot[];
}

const verdictOf = (row: Row): string => (row.met === null ? "-" : row.met ? "met" : "MISSED");

function cellsOf(row: Row): string[] {
  const number = (value: number | null): string => (value === null ? "-" : String(value));
  const peer = row.peer === null ? "" : `${row.peer} ${number(row.peerValue)}`;
  return [
    row.id,
    row.case,
    row.what,
    `${number(row.value)} ${row.unit}`,
    peer,
    row.ratio === null ? "" : `x ${row.ratio}`,
    row.target ?? "",
    verdictOf(row),
  ];
}

function columns(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? "").length)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** For people: the rows in columns, why a row is void, notes, and what the machine was doing. */
export function reportText({ machine, rows }: Report): string {
  const head = ["id", "case", "what", "value", "peer", "ratio", "target", ""];
  const notes = [...new Set(rows.flatMap(({ note }) => (note === undefined ? [] : [note])))];
  const whys = [...new Set(rows.flatMap(({ why }) => (why === undefined ? [] : [why])))];
  const idsOf = (why: string): string => rows.flatMap((row) => (row.why === why ? [row.id] : [])).join(" ");
  const { cpu, cores, memoryMb, kernel, node } = machine;
  return [
    ...columns([head, ...rows.map(cellsOf)]),
    "",
    ...whys.map((why) => `- ${why}: ${idsOf(why)}`),
    ...notes.map((line) => `* ${line}`),
    "",
    `${cpu}, ${cores} cores, ${memoryMb} MB, Linux ${kernel}, Node ${node}, ${machine.pinned ? "pinned" : "not pinned"}, scheduling ${machine.scheduling}`,
    `load ${machine.loadBefore} before, ${machine.loadAfter} after; steal ${machine.stealPercent} %; ` +
      `idle loop late p50 ${machine.idleLoopP50Ms} ms, p99 ${machine.idleLoopP99Ms} ms; took ${machine.seconds} s`,
    "",
  ].join("\n");
}

/** For programs: one JSON document. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
