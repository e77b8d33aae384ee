import { rmSync } from "node:fs";
import { join } from "node:path";
import { API_PREFIX } from "@dalaba/api";
import { watched } from "../measure/watched";
import { LineChild } from "../processes/line-child";
import { repositoryRoot } from "../processes/repository-root";
import { goFirst } from "../processes/started";
import type { Report } from "../report/print";
import type { Figure } from "../report/row";
import { talksInTurn } from "../talk/one-talk";
import { loadSpeech } from "../talk/speech";
import { startTown } from "../talk/town";
import { speakerId, TOWN } from "../talk/town-file";
import { pause } from "../talk/wait";
import { busyFigures } from "./busy-rows";
import { pastBroadcastId, SPEAKERS_EACH } from "./fill-history";
import type { Answered } from "./requests";

export interface BusyOptions {
  readonly talks: number;
  /** Rows of receipts in the store. */
  readonly receipts: number;
  say(line: string): void;
}

export const FULL_BUSY: Omit<BusyOptions, "say"> = { talks: 30, receipts: 10_000_000 };
export const QUICK_BUSY: Omit<BusyOptions, "say"> = { talks: 5, receipts: 270_000 };

const PER_SECOND = 500;
/** One page of the past after the other, as somebody looks for what one speaker played. */
const HISTORY_PER_SECOND = 4;
const GAP_MS = 300;
const SETTLE_MS = 10_000;
/** Between two copies of the store. */
const COPY_GAP_MS = 5_000;
const LISTEN_MS = 1_000;
/** Filled in pieces: a question to a child is answered within a minute. */
const FILL_BROADCASTS = 1_000;

const PATHS = ["session", "onair", "latency", "operators", "broadcasts?limit=20"].map(
  (path) => `${API_PREFIX}/${path}`,
);

/** P4 while the API is asked 500 times a second, over a past of millions of receipts, and the store is copied. */
export function benchBusy(options: BusyOptions): Promise<Report> {
  return watched(LISTEN_MS, () => measure(options));
}

async function measure({ talks, receipts, say }: BusyOptions): Promise<readonly Figure[]> {
  const speech = await loadSpeech();
  const town = await startTown(SPEAKERS_EACH, speech, 0, say);
  const program = join(repositoryRoot(), "apps/bench/dist/busy-peer.mjs");
  const children = ["requests", "history", "copy"].map(
    (name) => new LineChild(name, [process.execPath, program]),
  ) as [LineChild, LineChild, LineChild];
  const [requests, history, copy] = children;
  const file = join(town.folder, "data", "dalaba.sqlite");
  try {
    const broadcasts = Math.ceil(receipts / SPEAKERS_EACH);
    const storeBytes = await fill(history, file, broadcasts, say);
    // What was written so fast is still on its way to the disk.
    await pause(SETTLE_MS);
    if (!goFirst()) say("the sender runs among equals: its own lateness is in every figure");
    say(`${talks} talks to a calm controller`);
    const speak = () => talksInTurn(town, [TOWN], talks, () => pause(GAP_MS));
    const calm = await speak();
    const { url, token } = town.controller;
    const at = { url, token };
    await requests.ask("start", { ...at, paths: PATHS, perSecond: PER_SECOND });
    await history.ask("start", {
      ...at,
      paths: historyPaths(broadcasts),
      perSecond: HISTORY_PER_SECOND,
    });
    const copying = copies(copy, file, join(town.folder, "copy"));
    say(`${talks} talks to a busy one`);
    const busy = await speak();
    return busyFigures({
      calm,
      busy,
      speakers: SPEAKERS_EACH,
      receipts: broadcasts * SPEAKERS_EACH,
      storeBytes,
      requests: await requests.ask<Answered>("stop"),
      history: await history.ask<Answered>("stop"),
      copiesMs: await copying.stop(),
    });
  } finally {
    await Promise.all(children.map((each) => each.end()));
    await town.end();
  }
}

async function fill(
  peer: LineChild,
  file: string,
  broadcasts: number,
  say: (line: string) => void,
): Promise<number> {
  // The newest is a minute old: nothing of it is taken for something that still sounds.
  const untilMs = Date.now() - 60_000;
  let bytes = 0;
  for (let from = 0; from < broadcasts; from += FILL_BROADCASTS) {
    const count = Math.min(FILL_BROADCASTS, broadcasts - from);
    ({ bytes } = await peer.ask<{ bytes: number }>("fill", { file, from, count, untilMs }));
    if (from % (5 * FILL_BROADCASTS) === 0)
      say(`${((from + count) * SPEAKERS_EACH).toLocaleString("en")} receipts in the store`);
  }
  return bytes;
}

const historyPaths = (broadcasts: number): string[] =>
  Array.from({ length: 20 }, (_, i) =>
    i % 2 === 0
      ? `${API_PREFIX}/broadcasts?limit=100&speaker=${speakerId(i * 13)}`
      : `${API_PREFIX}/broadcasts/${pastBroadcastId(Math.floor((broadcasts * i) / 20))}/speakers`,
  );

/** Copies the store over and over; `stop` waits for the one that is being made, at most a minute. */
function copies(peer: LineChild, file: string, into: string): { stop(): Promise<readonly number[]> } {
  const tookMs: number[] = [];
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      try {
        tookMs.push((await peer.ask<{ ms: number }>("copy", { file, into })).ms);
      } catch {
        // It takes longer than a question may: the copy is under way all the same.
        return;
      }
      rmSync(into, { force: true });
      await pause(COPY_GAP_MS);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await running;
      return tookMs;
    },
  };
}
