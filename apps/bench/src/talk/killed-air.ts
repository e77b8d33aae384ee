import { silence, silenceMsOf } from "./one-talk";
import type { Town } from "./town";
import { TOWN } from "./town-file";
import { ArmedTalk } from "./uplink";
import { nowUs, pause } from "./wait";

const BEFORE_MS = 1_500;
/** The watchdog is 3 s, the supervisor has `air` back long before. */
const AFTER_MS = 4_500;

/** P10: `air` is killed in mid-sentence; how long each speaker went on sounding, ms. */
export async function killedAir(town: Town): Promise<readonly number[]> {
  const { air } = await town.controller.pids();
  const talk = await ArmedTalk.arm(town.controller, [TOWN], town.speech);
  try {
    const speaking = talk.speak(BEFORE_MS + AFTER_MS);
    await pause(BEFORE_MS);
    const atUs = nowUs();
    process.kill(air, "SIGKILL");
    await speaking;
    await pause(AFTER_MS);
    await silence(town);
    return silenceMsOf(await town.simulator.truth(talk.broadcast), atUs);
  } finally {
    talk.close();
  }
}
