import { cpuSeconds, pssBytes, rssBytes } from "../measure/proc";
import type { Town } from "./town";
import { pause } from "./wait";

/** What `air` and the controller together used over a while. */
export interface Cost {
  /** Of one core, percent. */
  readonly cpuPercent: number;
  readonly airPercent: number;
  readonly controllerPercent: number;
  readonly rssMb: number;
  readonly airRssMb: number;
  /** Pages that the two share with others counted once, not twice. */
  readonly pssMb: number;
  /** The process that keeps the two running is not part of the target. */
  readonly supervisorRssMb: number;
}

const MB = 2 ** 20;

export async function costOver(town: Town, forMs: number): Promise<Cost> {
  const { air, controller } = await town.controller.pids();
  const airFrom = cpuSeconds(air);
  const controllerFrom = cpuSeconds(controller);
  const startMs = performance.now();
  await pause(forMs);
  const seconds = (performance.now() - startMs) / 1000;
  const airPercent = (100 * (cpuSeconds(air) - airFrom)) / seconds;
  const controllerPercent = (100 * (cpuSeconds(controller) - controllerFrom)) / seconds;
  return {
    cpuPercent: airPercent + controllerPercent,
    airPercent,
    controllerPercent,
    rssMb: (rssBytes(air) + rssBytes(controller)) / MB,
    airRssMb: rssBytes(air) / MB,
    pssMb: (pssBytes(air) + pssBytes(controller)) / MB,
    supervisorRssMb: rssBytes(town.controller.supervisorPid) / MB,
  };
}
