import type { Report } from "../report/print";
import { type Figure, judge } from "../report/row";
import { IdleLoop } from "./idle-loop";
import { describeMachine, watchMachine } from "./machine";

/**
 * Measures while the machine is watched: an idle loop listens before and after, and wherever `measure` lets it; its
 * baseline judges every figure.
 */
export async function watched(
  listenMs: number,
  measure: (idle: IdleLoop) => Promise<readonly Figure[]>,
): Promise<Report> {
  const machine = watchMachine();
  const idle = new IdleLoop();
  await idle.listen(listenMs);
  const figures = await measure(idle);
  await idle.listen(listenMs);
  const baseline = idle.baseline();
  return {
    machine: describeMachine(machine, baseline, false),
    rows: figures.map((figure) => judge(figure, baseline)),
  };
}
