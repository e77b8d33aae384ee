import type { IdleLoop } from "../measure/idle-loop";
import { firstMsOf, silence, silenceMsOf } from "../talk/one-talk";
import { receiptsOf } from "../talk/receipts";
import { type MatchedClicks, matchClicks } from "./clicks";
import type { Desk, Press } from "./desk";
import { earClicksUs, mouthClicksUs } from "./mouth";
import { machineUs, type PageClock } from "./page-clock";
import type { PageHops } from "./page-tap";
import type { ConsoleTown } from "./town";

/** One talk from the console as it was heard, by the simulator's true clock. */
export interface ConsoleTalk {
  readonly state: string;
  /** From the key going down to the first voiced sample, ms; one per speaker that sounded a voice. */
  readonly firstMs: readonly number[];
  /** From the key coming up to the end of the last sample, ms; one per speaker that sounded. */
  readonly silenceMs: readonly number[];
  /** Frames that its speakers did not play as sent, by their receipts. */
  readonly lostFrames: number;
}

export interface ConsoleTalks {
  readonly talks: readonly ConsoleTalk[];
  readonly clock: PageClock;
}

export interface HeardClicks extends MatchedClicks {
  /** Clicks said while the key was down, times the speakers that were recorded. */
  readonly said: number;
  readonly clock: PageClock;
  readonly hops: PageHops | null;
  /** From the first sample of each frame until it was handed to the uplink's socket, ms. */
  readonly sentAfterMs: readonly number[];
}

const SPEAK_MS = 1_000;
/** Between talks: the machine is listened to, and the town comes to rest. */
const GAP_MS = 300;
/** A click said within this of the key's press or release may be cut by it. */
const EDGE_US = 200_000;
/** Clicks are 1 s apart. */
const MATCH_WITHIN_MS = 900;

/** P4 and P10: talks of one second to the whole town. */
export async function consoleTalks(
  desk: Desk,
  town: ConsoleTown,
  count: number,
  idle: IdleLoop,
  say: (line: string) => void,
): Promise<ConsoleTalks> {
  await desk.lookAtClock();
  const presses: Press[] = [];
  for (let i = 1; i <= count; i++) {
    presses.push(await desk.hold(SPEAK_MS));
    await silence(town);
    await idle.listen(GAP_MS);
    if (i % 10 === 0) say(`${i} of ${count} talks`);
  }
  await desk.lookAtClock();
  const clock = desk.clock();
  const talks: ConsoleTalk[] = [];
  for (const { broadcast, downMs, upMs, state } of presses) {
    const truth = broadcast === undefined ? [] : await town.simulator.truth(broadcast);
    const receipts = broadcast === undefined ? [] : await receiptsOf(town, broadcast);
    talks.push({
      state,
      lostFrames: receipts.reduce((sum, { lost }) => sum + lost, 0),
      firstMs: firstMsOf(truth, machineUs(clock, downMs)),
      silenceMs: silenceMsOf(truth, machineUs(clock, upMs)),
    });
  }
  return { talks, clock };
}

/** P3: a talk of clicks to the whole town, looked for in the recordings of the full speakers. */
export async function consoleClicks(desk: Desk, town: ConsoleTown, holdMs: number): Promise<HeardClicks> {
  for (const speaker of town.full) await town.simulator.record(speaker, true);
  await desk.lookAtClock();
  await desk.keepTape();
  const press = await desk.hold(holdMs);
  const tape = await desk.takeTape();
  const hops = await desk.hops();
  await silence(town);
  await desk.lookAtClock();
  const clock = desk.clock();
  const fromUs = machineUs(clock, press.downMs);
  const toUs = machineUs(clock, press.upMs) - EDGE_US;
  const within = (us: number): boolean => us > fromUs + EDGE_US && us < toUs;
  const said = mouthClicksUs(tape, clock).filter(within);
  const latencyMs: number[] = [];
  let unheard = 0;
  for (const speaker of town.full) {
    const recording = await town.simulator.recording(speaker);
    await town.simulator.record(speaker, false);
    const heard = earClicksUs(recording).filter((us) => us > fromUs);
    const matched = matchClicks(said, heard, MATCH_WITHIN_MS);
    latencyMs.push(...matched.latencyMs);
    unheard += matched.unheard;
  }
  return {
    latencyMs,
    unheard,
    said: said.length * town.full.length,
    clock,
    hops,
    sentAfterMs: tape.sentAfterMs,
  };
}
