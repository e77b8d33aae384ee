import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { acousticsRoutes } from "@dalaba/api";
import { IdleLoop } from "../measure/idle-loop";
import { describeMachine, watchMachine } from "../measure/machine";
import { repositoryRoot } from "../processes/repository-root";
import { tempFolder } from "../processes/temp-folder";
import type { Report } from "../report/print";
import { judge } from "../report/row";
import { Controller, granted } from "../talk/controller";
import { recordedVoice } from "../talk/speech";
import { overlapFigures, type Understood } from "./overlap-rows";
import { type PointReply, type Speech, speechRmsDb, understood } from "./point-hearing";

export interface OverlapOptions {
  /** Every so manyth listening point is rendered; the shares are of all. */
  readonly everyPoint: number;
  say(line: string): void;
}

export const FULL_OVERLAP: Omit<OverlapOptions, "say"> = { everyPoint: 1 };
export const QUICK_OVERLAP: Omit<OverlapOptions, "say"> = { everyPoint: 16 };

/** No figure here is a time: a busy machine makes them late, and not different. */
const UNTIMED = { p50Ms: 0, p99Ms: 0 };
const LISTEN_MS = 1_000;
const RATE_HZ = 16_000;

/** Overlap in space: what the controller plans for the demo town, and how much of it is understood at each point. */
export async function benchOverlap({ everyPoint, say }: OverlapOptions): Promise<Report> {
  const machine = watchMachine();
  const idle = new IdleLoop();
  await idle.listen(LISTEN_MS);
  const { name, pcm } = await recordedVoice(RATE_HZ);
  const speech: Speech = { pcm, sampleRate: RATE_HZ, rmsDb: speechRmsDb(pcm, RATE_HZ) };
  say(`speech: ${name}`);
  const temp = tempFolder();
  const controller = await Controller.start(join(temp.path, "data"), randomBytes(32).toString("hex"));
  try {
    await controller.layOut(await readFile(join(repositoryRoot(), "apps/demo/town.yaml"), "utf8"));
    const plan = granted(
      await controller.client.call(acousticsRoutes.planOverlap, { body: { to: ["all"] } }),
    );
    await idle.listen(LISTEN_MS);
    const delays = new Map(plan.aligned.delays.map(({ speaker, delayMs }) => [speaker, delayMs]));
    const turnOf = new Map(plan.staggered.groups.flatMap((group, turn) => group.map((id) => [id, turn])));
    const found = { plain: [] as number[], aligned: [] as number[], staggered: [] as number[] };
    const rendered = plan.at.filter((_, index) => index % everyPoint === 0);
    for (const [index, point] of rendered.entries()) {
      const hears = (arrivals: PointReply["arrivals"], delayMs: (speaker: string) => number): number[] => {
        const share = understood(speech, arrivals, delayMs, plan.surroundings);
        return share === null ? [] : [share];
      };
      const { arrivals } = point;
      const turn = turnOf.get(arrivals[0]?.speaker ?? "");
      found.plain.push(...hears(arrivals, () => 0));
      found.aligned.push(...hears(arrivals, (speaker) => delays.get(speaker) ?? 0));
      const own = arrivals.filter(({ speaker }) => turnOf.get(speaker) === turn);
      found.staggered.push(...hears(own, () => 0));
      if ((index + 1) % 20 === 0) say(`${index + 1} of ${rendered.length} points`);
    }
    const baseline = idle.baseline();
    const figures = overlapFigures(plan, found satisfies Understood, name);
    return {
      machine: describeMachine(machine, baseline, false),
      rows: figures.map((figure) => judge(figure, UNTIMED)),
    };
  } finally {
    await controller.end();
    temp.remove();
  }
}
