import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IdleLoop } from "../measure/idle-loop";
import { watched } from "../measure/watched";
import type { Report } from "../report/print";
import type { Figure } from "../report/row";
import { recordedVoice } from "../talk/speech";
import { clickFigures, consoleTalkFigures, firstViewFigures } from "./browser-rows";
import { consoleClicks, consoleTalks, type HeardClicks } from "./console-talks";
import { Desk } from "./desk";
import { findChromium } from "./find-chromium";
import { clickTrack, MICROPHONE_HZ, wavOf, withoutPauses } from "./microphone-sound";
import { type ConsoleTown, startConsoleTown } from "./town";

export interface BrowserOptions {
  readonly speakers: number;
  readonly talks: number;
  /** Talks of clicks, and how long each is, ms: a talk keeps to the timeline that its first frame began. */
  readonly clickTalks: number;
  readonly clickMs: number;
  /** How often the console is opened with a cold cache, and as often with a warm one. */
  readonly loads: number;
  say(line: string): void;
}

export const FULL_BROWSER: Omit<BrowserOptions, "say"> = {
  ...{ speakers: 270, talks: 100, clickTalks: 30, clickMs: 4_500, loads: 10 },
};
export const QUICK_BROWSER: Omit<BrowserOptions, "say"> = {
  ...{ speakers: 270, talks: 20, clickTalks: 6, clickMs: 4_500, loads: 3 },
};

const LISTEN_MS = 2_000;
/** A whole round of places within a frame. */
const TRACK_S = 20;

/** P3, P4 and P10 as an operator has them: from the microphone and the key of a real browser. */
export function benchBrowser(options: BrowserOptions): Promise<Report> {
  return watched(LISTEN_MS, (idle) => operate(options, idle));
}

async function operate(options: BrowserOptions, idle: IdleLoop): Promise<readonly Figure[]> {
  const { say, speakers } = options;
  const chromium = findChromium();
  const { name, pcm } = await recordedVoice(MICROPHONE_HZ);
  say(`speech: ${name}; browser: ${chromium}`);
  const town = await startConsoleTown(speakers);
  const figures: Figure[] = [];
  /** A browser with this in its microphone, for as long as `use` takes. */
  const withDesk = async (
    file: string,
    sound: Float32Array,
    use: (desk: Desk) => Promise<void>,
  ): Promise<void> => {
    const path = join(town.folder, file);
    await writeFile(path, wavOf(sound));
    const desk = await Desk.open(chromium, town.controller.url, path);
    try {
      await use(desk);
    } finally {
      await desk.close();
    }
  };
  try {
    say(`${speakers} speakers are online`);
    await withDesk("voice.wav", withoutPauses(pcm), async (desk) => {
      figures.push(...(await firstViews(desk, options.loads, idle)));
      await desk.armed();
      const talks = await consoleTalks(desk, town, options.talks, idle, say);
      figures.push(...consoleTalkFigures(talks, speakers, name));
    });
    say("clicks");
    await withDesk("clicks.wav", clickTrack(TRACK_S), async (desk) => {
      figures.unshift(...clickFigures(await clickTalks(desk, town, options, idle), speakers));
    });
  } finally {
    await town.end();
  }
  return figures;
}

async function firstViews(desk: Desk, loads: number, idle: IdleLoop): Promise<Figure[]> {
  const coldMs: number[] = [];
  const warmMs: number[] = [];
  for (let i = 0; i < loads; i++) {
    await desk.forget();
    coldMs.push(await desk.load());
    await idle.listen(LISTEN_MS / 2);
    warmMs.push(await desk.load());
    await idle.listen(LISTEN_MS / 2);
  }
  return firstViewFigures(coldMs, warmMs);
}

async function clickTalks(
  desk: Desk,
  town: ConsoleTown,
  { clickTalks: count, clickMs }: BrowserOptions,
  idle: IdleLoop,
): Promise<HeardClicks[]> {
  await desk.load();
  await desk.armed();
  const talks: HeardClicks[] = [];
  for (let i = 0; i < count; i++) {
    talks.push(await consoleClicks(desk, town, clickMs));
    await idle.listen(LISTEN_MS / 2);
  }
  return talks;
}
