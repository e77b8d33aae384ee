import { join } from "node:path";
import { cpuSeconds, rssBytes } from "../measure/proc";
import { LineChild } from "../processes/line-child";
import { pinned } from "../processes/pinning";
import { repositoryRoot } from "../processes/repository-root";
import type { Broker, RunningBroker } from "./brokers";
import { PACKET_BYTES, PER_SECOND, TOPIC } from "./load";

/** How long each part of a run lasts, ms. */
export interface RunTimes {
  readonly idleMs: number;
  readonly warmMs: number;
  readonly loadMs: number;
}

export interface RunResult {
  readonly microsPerDelivery: number;
  /** Counted at the receivers. */
  readonly deliveries: number;
  readonly expected: number;
  /** Share of a core, 0-1. */
  readonly serverLoad: number;
  readonly generatorLoad: number;
  readonly rssMb: number;
}

const DRAIN_WITHIN_MS = 10_000;
/** Nothing came for so long: a broker that is only behind would have sent something. */
const QUIET_MS = 400;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Waits until nothing more arrives; answers the bytes received until then. */
async function drained(receivers: LineChild): Promise<number> {
  const deadline = performance.now() + DRAIN_WITHIN_MS;
  let quietFrom = performance.now();
  for (let before = -1; ; ) {
    const { bytes } = await receivers.ask<{ bytes: number }>("bytes");
    const now = performance.now();
    if (bytes !== before) quietFrom = now;
    if (now - quietFrom >= QUIET_MS || now > deadline) return bytes;
    before = bytes;
    await pause(100);
  }
}

async function measure(
  broker: RunningBroker,
  receivers: LineChild,
  count: number,
  times: RunTimes,
): Promise<RunResult> {
  const { port, pid } = broker;
  await receivers.ask("connect", { port, count, topic: TOPIC });
  const feed = (forMs: number): Promise<{ messages: number }> =>
    broker.send?.(PER_SECOND, forMs) ??
    receivers.ask("publish", { port, topic: TOPIC, perSecond: PER_SECOND, forMs });
  await feed(times.warmMs);
  const bytesBefore = await drained(receivers);

  const idleFrom = cpuSeconds(pid);
  await pause(times.idleMs);
  const idleShare = (cpuSeconds(pid) - idleFrom) / (times.idleMs / 1000);

  const startedMs = performance.now();
  const cpuFrom = cpuSeconds(pid);
  const generatorFrom = cpuSeconds(receivers.pid);
  const { messages } = await feed(times.loadMs);
  const bytes = (await drained(receivers)) - bytesBefore;
  const seconds = (performance.now() - startedMs) / 1000;
  const cpu = cpuSeconds(pid) - cpuFrom;
  const deliveries = bytes / PACKET_BYTES;
  return {
    microsPerDelivery: deliveries > 0 ? (1e6 * (cpu - idleShare * seconds)) / deliveries : Number.NaN,
    deliveries,
    expected: messages * count,
    serverLoad: cpu / (times.loadMs / 1000),
    generatorLoad: (cpuSeconds(receivers.pid) - generatorFrom) / (times.loadMs / 1000),
    rssMb: rssBytes(pid) / 2 ** 20,
  };
}

/** One broker, started afresh, with so many receivers; ended when it comes back, whatever happened. */
export async function runOnce(broker: Broker, count: number, times: RunTimes): Promise<RunResult> {
  const running = await broker.start(count);
  const program = join(repositoryRoot(), "apps/bench/dist/receivers.mjs");
  const receivers = new LineChild("receivers", pinned("generator", [process.execPath, program]));
  try {
    return await measure(running, receivers, count, times);
  } finally {
    await receivers.end();
    await running.end();
  }
}
