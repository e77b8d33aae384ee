import { IdleLoop } from "../measure/idle-loop";
import { describeMachine, watchMachine } from "../measure/machine";
import { canPin } from "../processes/pinning";
import type { Report } from "../report/print";
import { type Figure, judge } from "../report/row";
import { brokers } from "./brokers";
import { fanOutFigures } from "./fan-out-rows";
import { PER_SECOND } from "./load";
import { type RunResult, type RunTimes, runOnce } from "./run-once";

export interface FanOutOptions {
  readonly runs: number;
  /** Numbers of receivers, one case each. */
  readonly receivers: readonly number[];
  readonly times: RunTimes;
  say(line: string): void;
}

export const FULL: Omit<FanOutOptions, "say"> = {
  runs: 5,
  receivers: [270, 1000],
  times: { idleMs: 1_500, warmMs: 1_000, loadMs: 5_000 },
};

/** Enough to see that it works; too short to mean much. */
export const QUICK: Omit<FanOutOptions, "say"> = {
  runs: 2,
  receivers: [270],
  times: { idleMs: 500, warmMs: 500, loadMs: 1_500 },
};

/** Pauses between runs in which the machine itself is listened to, ms. */
const LISTEN_MS = 1_000;

const tls: Figure = {
  id: "P1.tls",
  case: "TLS 1.3",
  what: "CPU per delivery over TLS 1.3",
  unit: "µs",
  value: null,
  void: "the embedded broker has no TLS listener yet, so there is nothing of ours to measure",
};

/** P1: what one delivery costs the server, ours beside mosquitto and stock aedes, runs interleaved. */
export async function benchFanOut(options: FanOutOptions): Promise<Report> {
  const { say, runs, times } = options;
  const machine = watchMachine();
  const idle = new IdleLoop();
  const figures: Figure[] = [];
  for (const receivers of options.receivers) {
    const measured = brokers().map((broker) => ({ broker, runs: [] as RunResult[] }));
    for (let run = 1; run <= runs; run++) {
      for (const each of measured) {
        if (each.broker.missing !== undefined) continue;
        await idle.listen(LISTEN_MS);
        const result = await runOnce(each.broker, receivers, times);
        each.runs.push(result);
        const cost = result.microsPerDelivery.toFixed(1);
        say(`${receivers} receivers, run ${run} of ${runs}: ${each.broker.name} ${cost} µs a delivery`);
      }
    }
    figures.push(
      ...fanOutFigures(
        receivers,
        PER_SECOND,
        measured.map(({ broker, runs: done }) => ({
          key: broker.key,
          name: broker.name,
          runs: done,
          ...(broker.missing === undefined ? {} : { missing: broker.missing }),
        })),
      ),
    );
  }
  await idle.listen(LISTEN_MS);
  const baseline = idle.baseline();
  return {
    machine: describeMachine(machine, baseline, canPin()),
    rows: [...figures, tls].map((figure) => judge(figure, baseline)),
  };
}
