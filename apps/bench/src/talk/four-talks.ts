import { type Cost, costOver } from "./processes-cost";
import type { Town } from "./town";
import { VILLAGES } from "./town-file";
import { ArmedTalk } from "./uplink";
import { pause } from "./wait";

/** Before it is measured: offers, answers and the first reports are behind. */
const WARM_MS = 1_500;

/** P7: the cost of four live talks at once, each to a quarter of the town. */
export async function fourTalks(town: Town, forMs: number): Promise<Cost> {
  const talks = await Promise.all(
    VILLAGES.map((village) => ArmedTalk.arm(town.controller, [`site:${village}`], town.speech)),
  );
  try {
    const speaking = Promise.all(talks.map((talk) => talk.speak(WARM_MS + forMs + 500)));
    await pause(WARM_MS);
    const cost = await costOver(town, forMs);
    await speaking;
    for (const talk of talks) {
      if (talk.because !== undefined) throw new Error(`one of the four talks ended: ${talk.because}`);
      talk.release();
    }
    await Promise.all(talks.map((talk) => talk.ended()));
    return cost;
  } finally {
    for (const talk of talks) talk.close();
  }
}
