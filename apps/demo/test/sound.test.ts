import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { needsProgram, whereIs } from "../../../.ci/test/needs-program";
import { energy, likeness, place, resampled } from "./signal.test-support";
import { startTown, type Town, until } from "./town.test-support";
import { readWav, type Sound, wavOf } from "./voice.test-support";

/** What comes out of a speaker is the voice that went in: all of it, when it should, and nothing else. */

const SPEAKERS = 3;
/** These verify, decode and mix all by themselves (`--full 2`). */
const FIRST = "sp-001";
const SECOND = "sp-002";
const RATE = 16_000;
const SECONDS = 4;
/** An Opus encoder looks so far ahead, ms: its sound comes out that much later than its packets say (RFC 7845, 4.2). */
const LOOKAHEAD_MS = 6.5;
/** Of full scale, over 40 ms: below it nobody speaks. */
const VOICED = 0.02;

interface Heard {
  /** The whole recording, on the machine's own time. */
  readonly samples: Float32Array;
  readonly startUs: number;
  /** Where the broadcast's first sample lies in it. */
  readonly firstAt: number;
  readonly lastAt: number;
}

needsProgram("human-voices", "opusdec")("the sound", () => {
  let town: Town;
  let voice: Float32Array;
  let broadcast: string;
  let boundMs: number;
  const heard = new Map<string, Heard>();

  beforeAll(async () => {
    town = await startTown({ speakers: SPEAKERS });
    const spoken = fromFirstWord(readWav(readFileSync(whereIs("human-voices") as string)));
    voice = resampled(spoken, RATE);
    const file = join(town.folder, "voice.wav");
    writeFileSync(file, wavOf(spoken));
    for (const speaker of town.speakers) await town.sim("POST", "/record", { speaker, on: true });
    // A busy test machine may stall for longer than the delay: then it is said again.
    const json = await until("a talk that was heard whole", async () => {
      const talk = await town.cli(["talk", "--file", file, "--to", "all", "--json"]);
      return talk.json.played === SPEAKERS && talk.json;
    });
    broadcast = json.broadcastId;
    boundMs = json.skewMs.boundMs;
    for (const { speaker, firstUs, lastUs } of await town.truth(broadcast)) {
      const { bytes, startUs } = await town.wav(speaker);
      const { rate, samples } = readWav(bytes);
      const at = (us: number): number => ((us - startUs) * rate) / 1e6;
      expect(rate).toBe(RATE);
      heard.set(speaker, { samples, startUs, firstAt: at(firstUs as number), lastAt: at(lastUs) });
    }
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);

  const of = (speaker: string): Heard => heard.get(speaker) as Heard;
  const lookahead = (LOOKAHEAD_MS * RATE) / 1000;

  test.each(["sp-001", "sp-002", "sp-003"])("%s says the voice that was sent", (speaker) => {
    const { samples, firstAt } = of(speaker);
    const at = place(samples, voice, firstAt + lookahead, RATE / 50);
    expect(likeness(samples, voice, Math.round(at))).toBeGreaterThan(0.9);
    // Piece by piece where somebody speaks, so that no word is missing in the middle.
    const piece = RATE / 2;
    for (let from = 0; from + piece <= voice.length; from += piece) {
      const own = voice.subarray(from, from + piece);
      if (energy(own) / piece > VOICED ** 2)
        expect(likeness(samples, own, Math.round(at) + from)).toBeGreaterThan(0.85);
    }
  });

  test("and says it when it says so: the first sample of the file is the first sample heard", () => {
    for (const speaker of [FIRST, SECOND]) {
      const { samples, firstAt } = of(speaker);
      const lateMs = ((place(samples, voice, firstAt + lookahead, RATE / 50) - firstAt) * 1000) / RATE;
      expect(Math.abs(lateMs - LOOKAHEAD_MS)).toBeLessThan(1);
    }
  });

  test("the first word is not clipped", () => {
    for (const [, { samples, firstAt }] of heard) {
      const at = Math.round(firstAt + lookahead);
      const gain = energy(samples.subarray(at, at + voice.length)) / energy(voice);
      const beginning = RATE / 25;
      const share =
        energy(samples.subarray(at, at + beginning)) / gain / energy(voice.subarray(0, beginning));
      expect(share).toBeGreaterThan(0.5);
    }
  });

  test("silence before, and silence after", () => {
    for (const [, { samples, firstAt, lastAt }] of heard) {
      const edge = RATE / 100;
      expect(samples.subarray(0, Math.floor(firstAt) - edge).every((value) => value === 0)).toBe(true);
      const after = samples.subarray(Math.ceil(lastAt) + edge);
      expect(after.length).toBeGreaterThan(0);
      expect(after.every((value) => value === 0)).toBe(true);
    }
  });

  test("two speakers say it together", () => {
    const [a, b] = [of(FIRST), of(SECOND)];
    const from = Math.round(a.firstAt);
    const said = a.samples.subarray(from, from + SECONDS * RATE);
    // Where the second would say it if it were exactly together with the first.
    const near = from + ((a.startUs - b.startUs) * RATE) / 1e6;
    const apartMs = ((place(b.samples, said, near, RATE / 50) - near) * 1000) / RATE;
    console.log(`two speakers lie ${apartMs.toFixed(3)} ms apart; their clocks are known to ${boundMs} ms`);
    expect(Math.abs(apartMs)).toBeLessThan(5);
  });

  test("the recording decodes to what was heard", async () => {
    const ogg = join(town.folder, "recording.opus");
    const wav = join(town.folder, "recording.wav");
    expect((await town.cli(["recording", broadcast, "--out", ogg, "--json"])).code).toBe(0);
    execFileSync("opusdec", ["--quiet", "--rate", String(RATE), "--no-dither", ogg, wav]);
    const kept = readWav(readFileSync(wav)).samples;
    expect(Math.abs(kept.length / RATE - SECONDS)).toBeLessThan(0.1);
    const { samples, firstAt } = of(FIRST);
    const at = Math.round(place(samples, kept, firstAt + lookahead, RATE / 50));
    expect(likeness(samples, kept, at)).toBeGreaterThan(0.95);
  });
});

/** Four seconds from the middle of the first word on: what is cut off at the beginning would be missed at once. */
function fromFirstWord({ rate, samples }: Sound): Sound {
  const step = rate / 50;
  let from = 0;
  while (energy(samples.subarray(from, from + 2 * step)) / (2 * step) < (2 * VOICED) ** 2) from += step;
  return { rate, samples: samples.slice(from, from + SECONDS * rate) };
}
