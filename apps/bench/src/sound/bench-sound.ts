import type { DelayClass } from "@dalaba/protocol";
import { percentile } from "../measure/statistics";
import { watched } from "../measure/watched";
import type { Report } from "../report/print";
import type { Figure } from "../report/row";
import { silence } from "../talk/one-talk";
import { receiptsOf } from "../talk/receipts";
import { loadSpeech, recordedVoice } from "../talk/speech";
import { startTown, type Town } from "../talk/town";
import { speakerId, TOWN } from "../talk/town-file";
import { ArmedTalk } from "../talk/uplink";
import { skewsMs, understoodAt } from "./heard";

export interface SoundOptions {
  readonly seconds: number;
  say(line: string): void;
}

export const FULL_SOUND: Omit<SoundOptions, "say"> = { seconds: 60 };
export const QUICK_SOUND: Omit<SoundOptions, "say"> = { seconds: 8 };

/** Each verifies, decodes and mixes by itself: as many as the simulator takes whole by default. */
const SPEAKERS = 8;
const RATE_HZ = 16_000;
const LISTEN_MS = 1_000;
/** Fades and the first clock exchanges after the start are left out, µs. */
const EDGE_US = 500_000;

interface Condition {
  readonly name: "clean" | "loss" | "impaired";
  readonly delayClass: DelayClass;
  readonly fault: Readonly<Record<string, unknown>> | null;
}

const CONDITIONS: readonly Condition[] = [
  { name: "clean", delayClass: "lan", fault: null },
  { name: "loss", delayClass: "lan", fault: { kind: "loss", percent: 5, of: "audio" } },
  { name: "impaired", delayClass: "lan", fault: { kind: "jitter", on: true } },
  { name: "impaired", delayClass: "wan", fault: { kind: "jitter", on: true } },
];

interface Heard {
  readonly condition: Condition;
  readonly skews: readonly number[];
  /** Of each speaker. */
  readonly stoi: readonly number[];
  readonly lostPercent: number;
}

/** P5 and Q1: speech through the whole chain, recorded at every speaker on the machine's own clock. */
export function benchSound(options: SoundOptions): Promise<Report> {
  return watched(LISTEN_MS, () => listen(options));
}

async function listen({ seconds, say }: SoundOptions): Promise<readonly Figure[]> {
  const speech = await loadSpeech();
  const voice = await recordedVoice(RATE_HZ);
  const heard: Heard[] = [];
  for (const delayClass of ["lan", "wan"] as const) {
    const town = await startTown(SPEAKERS, speech, 0, say, {}, delayClass);
    try {
      for (const condition of CONDITIONS.filter((each) => each.delayClass === delayClass)) {
        say(`${condition.name}, ${delayClass}: ${seconds} s of speech`);
        heard.push(await measure(town, condition, voice.pcm, seconds));
      }
    } finally {
      await town.end();
    }
  }
  const note = `${SPEAKERS} speakers, crystals within ±50 ppm, ${seconds} s of ${voice.name}`;
  return heard.flatMap((each) => figuresOf(each, note));
}

async function measure(
  town: Town,
  condition: Condition,
  voice: Float32Array,
  seconds: number,
): Promise<Heard> {
  const { simulator, controller, speech } = town;
  const ids = Array.from({ length: SPEAKERS }, (_, i) => speakerId(i));
  await simulator.fault(condition.fault ?? { kind: "clear" });
  for (const id of ids) await simulator.record(id, true);
  const talk = await ArmedTalk.arm(controller, [TOWN], speech);
  await talk.speak(seconds * 1000);
  await talk.release();
  await silence(town);
  const truth = await simulator.truth(talk.broadcast);
  const recordings = await Promise.all(ids.map((id) => simulator.recording(id)));
  for (const id of ids) await simulator.record(id, false);
  await simulator.fault({ kind: "clear" });
  const firstUs = Math.min(...truth.map((each) => each.firstUs ?? Number.POSITIVE_INFINITY));
  const lastUs = Math.max(...truth.map((each) => each.lastUs));
  const said = spoken(voice, seconds);
  const stoi = recordings.flatMap((recording) => understoodAt(said, recording, firstUs) ?? []);
  const frames = seconds * 50 * SPEAKERS;
  const lost = (await receiptsOf(town, talk.broadcast)).reduce((sum, each) => sum + each.lost, 0);
  return {
    condition,
    skews: skewsMs(recordings, firstUs + EDGE_US, lastUs - EDGE_US),
    stoi,
    lostPercent: (100 * lost) / frames,
  };
}

/** The voice over and over, as the talk says it. */
function spoken(voice: Float32Array, seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, i) => voice[i % voice.length] as number);
}

function figuresOf({ condition, skews, stoi, lostPercent }: Heard, note: string): Figure[] {
  const { name, delayClass } = condition;
  const of = `${name}.${delayClass}`;
  const about = { case: `${name}, ${delayClass}`, note };
  const skew: Figure = {
    ...{ id: `P5.${of}`, what: "skew of any two speakers, p99", unit: "ms", ...about },
    value: skews.length > 0 ? percentile(skews, 99) : null,
    ...(skews.length > 0 ? {} : { void: "no window in which two were heard alike" }),
  };
  const understood: Figure = {
    ...{ id: `Q1.${of}`, what: "STOI, the worst speaker", unit: "", ...about },
    value: stoi.length === SPEAKERS ? Math.min(...stoi) : null,
    ...(stoi.length === SPEAKERS ? {} : { void: `found in ${stoi.length} of ${SPEAKERS} recordings` }),
  };
  const lost: Figure = {
    ...{ id: `P5.${of}.lost`, what: "frames not sounded as sent", unit: "%", ...about, value: lostPercent },
  };
  if (name === "clean")
    return [
      { ...skew, limit: { of: "value", at: "most", limit: 1 } },
      { ...understood, limit: { of: "value", at: "least", limit: 0.95 } },
      lost,
    ];
  if (name === "loss")
    return [skew, { ...understood, limit: { of: "value", at: "least", limit: 0.85 } }, lost];
  if (delayClass === "lan") return [skew, understood, lost];
  return [
    { ...skew, limit: { of: "value", at: "most", limit: 5 } },
    understood,
    { ...lost, limit: { of: "value", at: "most", limit: 0.5 } },
  ];
}
