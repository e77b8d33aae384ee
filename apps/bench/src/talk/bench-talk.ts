import type { Credentials } from "@dalaba/protocol";
import { IdleLoop } from "../measure/idle-loop";
import { describeMachine, watchMachine } from "../measure/machine";
import { goFirst } from "../processes/started";
import type { Report } from "../report/print";
import { type Figure, judge } from "../report/row";
import { blockedController, frozenSpeaker } from "./disturbed";
import { fourTalks } from "./four-talks";
import { killedAir } from "./killed-air";
import { type HeardTalk, talksInTurn } from "./one-talk";
import { type Cost, costOver } from "./processes-cost";
import { loadSpeech, type Speech } from "./speech";
import {
  blockedFigures,
  costFigures,
  frozenFigures,
  killedFigures,
  startFigures,
  talkFigures,
  tlsFigures,
} from "./talk-rows";
import { startTown, type Town } from "./town";
import { TOWN, WITNESSES } from "./town-file";
import { Witnesses } from "./witnesses";

export interface TalkOptions {
  readonly speakers: number;
  readonly talks: number;
  readonly restarts: number;
  /** How long CPU is counted, idle and with four talks, ms. */
  readonly costMs: number;
  say(line: string): void;
}

export const FULL_TALK: Omit<TalkOptions, "say"> = { speakers: 270, talks: 100, restarts: 3, costMs: 10_000 };
export const QUICK_TALK: Omit<TalkOptions, "say"> = { ...FULL_TALK, talks: 10, restarts: 1 };

const LISTEN_MS = 2_000;
/** Between talks: the machine is listened to, and the town comes to rest. */
const GAP_MS = 300;

function talks(town: Town, count: number, idle: IdleLoop, say: (line: string) => void): Promise<HeardTalk[]> {
  return talksInTurn(town, [TOWN], count, async (done) => {
    await idle.listen(GAP_MS);
    if (done % 10 === 0) say(`${done} of ${count} talks`);
  });
}

async function disturbances(town: Town, say: (line: string) => void): Promise<Figure[]> {
  const witnesses = await Witnesses.start(WITNESSES.map((id) => town.spare.get(id) as Credentials));
  try {
    say("one speaker is frozen in mid-talk");
    const frozen = frozenFigures(await frozenSpeaker(town, witnesses));
    say("the controller stands still for a second");
    return [...frozen, ...blockedFigures(await blockedController(town, witnesses), town.speakers)];
  } finally {
    await witnesses.end();
  }
}

/** Everything that others can listen to encrypted: HTTPS, the uplink, and each speaker's line. */
const SECURED = { DALABA_TLS: "on", DALABA_MQTTS_PORT: "0" };

/** The cost of four talks in a town of its own, whose speakers joined over TLS. */
async function fourTalksOverTls(options: TalkOptions, speech: Speech): Promise<Cost> {
  const { say, speakers, costMs } = options;
  say("the same town over TLS");
  const town = await startTown(speakers, speech, 0, say, SECURED);
  try {
    say(`four talks over TLS for ${costMs / 1000} s`);
    return await fourTalks(town, costMs);
  } finally {
    await town.end();
  }
}

/** P4, P7, P10 and R1: what a town hears of a talk, with every program as it really runs. */
export async function benchTalk(options: TalkOptions): Promise<Report> {
  const { say, speakers, costMs } = options;
  const machine = watchMachine();
  const idle = new IdleLoop();
  await idle.listen(LISTEN_MS);
  const speech = await loadSpeech();
  say(`speech: ${speech.name}`);
  const town = await startTown(speakers, speech, options.restarts, say);
  const figures: Figure[] = [];
  if (!goFirst()) say("the sender runs among equals: its own lateness (P4.sender) is in every figure");
  try {
    say(`idle for ${costMs / 1000} s`);
    const idleCost = await costOver(town, costMs);
    const heard = await talks(town, options.talks, idle, say);
    figures.push(...talkFigures(heard, speakers, speech.name));
    say(`four talks for ${costMs / 1000} s`);
    const fourCost = await fourTalks(town, costMs);
    figures.push(...startFigures(town.firstStartMs, town.startMs), ...costFigures(idleCost, fourCost));
    figures.push(...(await disturbances(town, say)));
    say("air is killed in mid-talk");
    figures.push(...killedFigures(await killedAir(town)));
  } finally {
    await town.end();
  }
  figures.push(...tlsFigures(await fourTalksOverTls(options, speech)));
  await idle.listen(LISTEN_MS);
  const baseline = idle.baseline();
  return {
    machine: describeMachine(machine, baseline, false),
    rows: figures.map((figure) => judge(figure, baseline)),
  };
}
