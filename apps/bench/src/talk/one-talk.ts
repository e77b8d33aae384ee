import { broadcastRoutes } from "@dalaba/api";
import type { SpeakerTruth } from "@dalaba/firmware-sim";
import { granted } from "./controller";
import { receiptsOf } from "./receipts";
import type { Town } from "./town";
import { ArmedTalk } from "./uplink";
import { nowUs, pause, until } from "./wait";

/** How a talk ends: the key goes up, or somebody stops it by the API while frames still come. */
export type Ending = "release" | "stop";

/** One talk as it was heard, by the simulator's true clock. */
export interface HeardTalk {
  readonly ending: Ending;
  /** From the key to the first voiced sample, ms; one per speaker that sounded it. */
  readonly firstMs: readonly number[];
  /** From the release or the stop to the end of the last sample, ms; one per speaker that sounded it. */
  readonly silenceMs: readonly number[];
  /** How late the latest of its frames was handed to the uplink, ms: the sender's own lateness. */
  readonly senderLateMs: number;
  /** Frames that its speakers did not play as sent, by their receipts. */
  readonly lostFrames: number;
}

/** A microphone that is open before the key goes down, ms. */
const ARMED_MS = 150;
const SPEAK_MS = 1_000;
/** Frames go on until the stop has gone through. */
const STOP_WITHIN_MS = 3_000;
const SILENT_WITHIN_MS = 10_000;

export function firstMsOf(truth: readonly SpeakerTruth[], keyUs: number): number[] {
  return truth.flatMap(({ voicedUs }) => (voicedUs === null ? [] : [(voicedUs - keyUs) / 1000]));
}

export function silenceMsOf(truth: readonly SpeakerTruth[], endUs: number): number[] {
  return truth.flatMap(({ firstUs, lastUs }) => (firstUs === null ? [] : [(lastUs - endUs) / 1000]));
}

async function stopByApi(town: Town, talk: ArmedTalk): Promise<number> {
  const speaking = talk.speak(SPEAK_MS + STOP_WITHIN_MS);
  await pause(SPEAK_MS);
  const atUs = nowUs();
  const answer = await town.controller.client.call(broadcastRoutes.stopBroadcast, {
    params: { id: talk.broadcast },
  });
  granted(answer);
  await speaking;
  return atUs;
}

async function release(talk: ArmedTalk): Promise<number> {
  await talk.speak(SPEAK_MS);
  return talk.release();
}

/** Waits until no speaker sounds anything, so that what is then read is final. */
export async function silence(town: Pick<Town, "simulator">): Promise<void> {
  await pause(300);
  const none = async (): Promise<true | undefined> =>
    (await town.simulator.sounding()) === 0 ? true : undefined;
  await until("silence", SILENT_WITHIN_MS, none, 50);
}

/** Talks one after the other, released and stopped in turn; `rest` is what lies between, after so many of them. */
export async function talksInTurn(
  town: Town,
  to: readonly string[],
  count: number,
  rest: (done: number) => Promise<void>,
): Promise<HeardTalk[]> {
  const heard: HeardTalk[] = [];
  while (heard.length < count) {
    heard.push(await oneTalk(town, to, heard.length % 2 === 0 ? "release" : "stop"));
    await rest(heard.length);
  }
  return heard;
}

/** Speaks one second to the whole town and reads what was heard of it. */
export async function oneTalk(town: Town, to: readonly string[], ending: Ending): Promise<HeardTalk> {
  const talk = await ArmedTalk.arm(town.controller, to, town.speech);
  try {
    await pause(ARMED_MS);
    const endUs = ending === "release" ? await release(talk) : await stopByApi(town, talk);
    await talk.ended();
    await silence(town);
    const truth = await town.simulator.truth(talk.broadcast);
    const receipts = await receiptsOf(town, talk.broadcast);
    return {
      ending,
      firstMs: firstMsOf(truth, talk.keyUs),
      silenceMs: silenceMsOf(truth, endUs),
      senderLateMs: talk.lateMs,
      lostFrames: receipts.reduce((sum, { lost }) => sum + lost, 0),
    };
  } finally {
    talk.close();
  }
}
