import { watched } from "../measure/watched";
import type { Report } from "../report/print";
import type { Figure } from "../report/row";
import { silence } from "../talk/one-talk";
import { type Cost, costOver } from "../talk/processes-cost";
import { receiptsOf } from "../talk/receipts";
import { loadSpeech } from "../talk/speech";
import { startTown, type Town } from "../talk/town";
import { TOWN } from "../talk/town-file";
import { ArmedTalk } from "../talk/uplink";
import { pause, until } from "../talk/wait";
import { type Failed, growthFigures, type Size } from "./growth-rows";

export interface GrowthOptions {
  readonly sizes: readonly number[];
  readonly seconds: number;
  say(line: string): void;
}

export const FULL_GROWTH: Omit<GrowthOptions, "say"> = { sizes: [27, 270, 1_000, 2_700], seconds: 10 };
export const QUICK_GROWTH: Omit<GrowthOptions, "say"> = { sizes: [27, 270], seconds: 3 };

const LISTEN_MS = 1_000;
/** Before it is measured: offers, answers and the first reports are behind. */
const WARM_MS = 1_500;
const BACK_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 50;

/** P8 and P9: what a town of each size costs, idle and with one talk to all of it, and how long it takes to come back. */
export function benchGrowth(options: GrowthOptions): Promise<Report> {
  return watched(LISTEN_MS, () => grow(options));
}

async function grow({ sizes, seconds, say }: GrowthOptions): Promise<readonly Figure[]> {
  const speech = await loadSpeech();
  const found: Size[] = [];
  const failed: Failed[] = [];
  for (const speakers of sizes) {
    let town: Town;
    try {
      town = await startTown(speakers, speech, 0, say);
    } catch (error) {
      // What smaller towns showed stays: this one is told as not measured.
      say(`${speakers} speakers: ${(error as Error).message}`);
      failed.push({ speakers, why: (error as Error).message });
      continue;
    }
    try {
      say(`${speakers} speakers: idle for ${seconds} s`);
      const resting = await costOver(town, seconds * 1_000);
      const { cost, lostPercent } = await oneTalk(town, seconds);
      say(`${speakers} speakers: air is killed`);
      const backMs = await comesBack(town);
      found.push({ speakers, idle: resting, talk: cost, lostPercent, backMs });
    } finally {
      await town.end();
    }
  }
  return growthFigures(found, failed);
}

async function oneTalk(
  town: Town,
  seconds: number,
): Promise<{ readonly cost: Cost; readonly lostPercent: number }> {
  const talk = await ArmedTalk.arm(town.controller, [TOWN], town.speech);
  try {
    const forMs = WARM_MS + seconds * 1_000 + 500;
    const speaking = talk.speak(forMs);
    await pause(WARM_MS);
    const cost = await costOver(town, seconds * 1_000);
    await speaking;
    await talk.release();
    await silence(town);
    const lost = (await receiptsOf(town, talk.broadcast)).reduce((sum, each) => sum + each.lost, 0);
    return { cost, lostPercent: (100 * lost) / ((forMs / 20) * town.speakers) };
  } finally {
    talk.close();
  }
}

/** From SIGKILL until every speaker is online again, by the API; null when they are not within a minute, ms. */
async function comesBack(town: Town): Promise<number | null> {
  const { air } = await town.controller.pids();
  const startMs = performance.now();
  process.kill(air, "SIGKILL");
  const gone = async (): Promise<true | undefined> =>
    (await online(town)) < town.speakers ? true : undefined;
  const back = async (): Promise<true | undefined> =>
    (await online(town)) === town.speakers ? true : undefined;
  try {
    await until("the speakers to be gone", BACK_WITHIN_MS, gone, ASK_EVERY_MS);
    await until("everyone to be back", BACK_WITHIN_MS, back, ASK_EVERY_MS);
    return performance.now() - startMs;
  } catch {
    return null;
  }
}

/** While `air` starts the API may answer that it does not know. */
const online = (town: Town): Promise<number> => town.controller.onlineCount().catch(() => 0);
