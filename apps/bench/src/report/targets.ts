import type { Row } from "./row";

/** What the suite is asked for, in the order of the targets' list. */
export const SUITE_TARGETS: readonly { readonly id: string; readonly what: string }[] = [
  { id: "P1", what: "fan-out CPU per delivery, beside mosquitto and stock aedes" },
  { id: "P2", what: "speakers on one live broadcast before p99 lateness passes 40 ms" },
  { id: "P3", what: "mouth to ear from a browser, 270 on air" },
  { id: "P4", what: "talk key to the first voiced sample at each of 270" },
  { id: "P5", what: "skew between any two speakers" },
  { id: "P7", what: "CPU and memory of controller and air, start to ready" },
  { id: "P8", what: "everyone back after a restart of the broker" },
  { id: "P9", what: "growth from 270 to 2,700 speakers" },
  { id: "P10", what: "release or STOP to silence" },
  { id: "R1", what: "a frozen, lossy or flooding speaker, and a controller that stands still" },
  { id: "Q1", what: "intelligibility of speech through the whole chain" },
];

/** One target and the rows of a run that speak of it. */
export interface TargetLine {
  readonly id: string;
  readonly what: string;
  readonly met: readonly string[];
  readonly missed: readonly string[];
  /** Void, or asked of nothing. */
  readonly unjudged: readonly string[];
}

/** `P1.270.mosquitto` speaks of P1, `P10.stop` of P10 and not of P1. */
export function targetsTable(rows: readonly Row[]): TargetLine[] {
  return SUITE_TARGETS.map(({ id, what }) => {
    const mine = rows.filter((row) => row.id === id || row.id.startsWith(`${id}.`));
    const named = (met: boolean | null): string[] => [
      ...new Set(mine.flatMap((row) => (row.met === met ? [row.id] : []))),
    ];
    return { id, what, met: named(true), missed: named(false), unjudged: named(null) };
  });
}
