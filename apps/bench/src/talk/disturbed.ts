import type { Credentials } from "@dalaba/protocol";
import { percentile } from "../measure/statistics";
import { firstMsOf, silence } from "./one-talk";
import { receiptsOf } from "./receipts";
import { Simulator } from "./simulator";
import type { Town } from "./town";
import { FROZEN, TOWN, WITNESSES } from "./town-file";
import { ArmedTalk } from "./uplink";
import { nowUs, pause, until } from "./wait";
import { transitMsOf, type Witnesses } from "./witnesses";

/** What a disturbance did to those it was not meant for. */
export interface Disturbed {
  /** p99 of uplink → speaker over the witnesses, ms: without and with the disturbance. */
  readonly undisturbedP99Ms: number;
  readonly disturbedP99Ms: number;
  /** Frames that the others did not play as sent, by their receipts. */
  readonly lostFrames: number;
  /** Others that gave no receipt, or played nothing. */
  readonly silent: number;
  readonly others: number;
}

export interface Frozen extends Disturbed {
  /** From SIGSTOP until its connection was ended, ms; when it never was, how long it was watched. */
  readonly droppedMs: number;
  readonly dropped: boolean;
}

export interface Blocked extends Disturbed {
  /** From a key pressed while the controller stood still to the first voiced sample, ms; by talk and speaker. */
  readonly firstMs: readonly (readonly number[])[];
}

/** A talk's first moments carry the offer and 270 answers: they are not what a calm talk is compared by. */
const START_MS = 1_500;
const UNDISTURBED_MS = 6_000;
const FROZEN_MS = 11_000;
const BLOCKED_MS = 1_000;
const AFTER_MS = 1_500;
/** Talks with the controller running and as many with it blocked, in turn. */
const ROUNDS = 3;

/** Counts what the others lost, once every receipt that comes has come. */
async function losses(
  town: Town,
  broadcast: string,
): Promise<Pick<Disturbed, "lostFrames" | "silent" | "others">> {
  const others = (await receiptsOf(town, broadcast)).filter(({ speaker }) => speaker !== FROZEN);
  return {
    lostFrames: others.reduce((sum, { lost }) => sum + lost, 0),
    silent: others.filter(({ played }) => !played).length,
    others: others.length,
  };
}

/** R1: one speaker's process is stopped (SIGSTOP) in mid-talk. */
export async function frozenSpeaker(town: Town, witnesses: Witnesses): Promise<Frozen> {
  const victim = await Simulator.start(town.folder, "frozen", [town.spare.get(FROZEN) as Credentials]);
  try {
    await until("the speaker to be frozen", 15_000, async () =>
      (await victim.ready()) === 1 ? true : undefined,
    );
    const talk = await ArmedTalk.arm(town.controller, ["all"], town.speech);
    try {
      const speaking = talk.speak(UNDISTURBED_MS + FROZEN_MS);
      await pause(UNDISTURBED_MS);
      const fromUs = nowUs();
      victim.signal("SIGSTOP");
      const gone = async (): Promise<true | undefined> =>
        (await town.controller.isOnline(FROZEN)) ? undefined : true;
      const dropped = await until("the frozen speaker to be dropped", FROZEN_MS, gone, 100).catch(
        () => false,
      );
      const droppedMs = (nowUs() - fromUs) / 1000;
      await speaking;
      talk.release();
      await talk.ended();
      await silence(town);
      const { arrivals } = witnesses;
      return {
        droppedMs,
        dropped,
        undisturbedP99Ms: percentile(
          transitMsOf(arrivals, talk.broadcast, talk.sentUs, talk.keyUs + START_MS * 1000, fromUs),
          99,
        ),
        disturbedP99Ms: percentile(transitMsOf(arrivals, talk.broadcast, talk.sentUs, fromUs), 99),
        ...(await losses(town, talk.broadcast)),
      };
    } finally {
      talk.close();
    }
  } finally {
    victim.signal("SIGCONT");
    await victim.end();
  }
}

interface OneBlock {
  /** Of the first second of the talk, in which the controller stood still or did not. */
  readonly transitMs: readonly number[];
  readonly firstMs: readonly number[];
  readonly broadcast: string;
}

async function firstSecond(town: Town, witnesses: Witnesses, blocked: boolean): Promise<OneBlock> {
  const { controller } = await town.controller.pids();
  const to = [TOWN, ...WITNESSES.map((id) => `speaker:${id}`)];
  const talk = await ArmedTalk.arm(town.controller, to, town.speech);
  try {
    if (blocked) process.kill(controller, "SIGSTOP");
    try {
      await talk.speak(BLOCKED_MS);
    } finally {
      if (blocked) process.kill(controller, "SIGCONT");
    }
    const untilUs = nowUs();
    await talk.speak(AFTER_MS);
    talk.release();
    await talk.ended();
    await silence(town);
    return {
      broadcast: talk.broadcast,
      transitMs: transitMsOf(witnesses.arrivals, talk.broadcast, talk.sentUs, 0, untilUs),
      firstMs: firstMsOf(await town.simulator.truth(talk.broadcast), talk.keyUs),
    };
  } finally {
    talk.close();
  }
}

/** The controller's process stands still for a second: the key is pressed meanwhile, and the talk goes on after it. */
export async function blockedController(town: Town, witnesses: Witnesses): Promise<Blocked> {
  const plain: OneBlock[] = [];
  const blocked: OneBlock[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await firstSecond(town, witnesses, false));
    blocked.push(await firstSecond(town, witnesses, true));
  }
  const lost = await Promise.all(blocked.map(({ broadcast }) => losses(town, broadcast)));
  const p99 = (talks: readonly OneBlock[]): number =>
    percentile(
      talks.flatMap(({ transitMs }) => transitMs),
      99,
    );
  return {
    firstMs: blocked.map(({ firstMs }) => firstMs),
    undisturbedP99Ms: p99(plain),
    disturbedP99Ms: p99(blocked),
    lostFrames: lost.reduce((sum, each) => sum + each.lostFrames, 0),
    silent: lost.reduce((sum, each) => sum + each.silent, 0),
    others: lost[0]?.others ?? 0,
  };
}
