import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { readUplinkFrame } from "@dalaba/api/browser";
import { createOpusDecoder, createResampler } from "@dalaba/codec";
import { Biquad, floatToPcm16, pcm16Bytes, pcm16ToFloat, wavHeader } from "@dalaba/media";
import { build, type Plugin } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { needsProgram, whereIs } from "../../../../.ci/test/needs-program";
import type { Probe } from "./chromium-page.test-support";

const RATE = 48_000;
const VOICE_S = 8;

let folder: string;
let voice: Float32Array;
let server: Server | undefined;
let address: AddressInfo;
let browsers: Browser[] = [];

/** A browser takes long to start on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** The page's script; worklets are files beside it. */
async function bundle(): Promise<Map<string, Uint8Array>> {
  const worklets: Plugin = {
    name: "worklet",
    setup(its) {
      its.onResolve({ filter: /\?worklet$/ }, ({ path, resolveDir }) => ({
        ...{ path: resolve(resolveDir, path.replace("?worklet", "")), namespace: "worklet" },
      }));
      its.onLoad({ filter: /.*/, namespace: "worklet" }, () => ({
        contents: 'export default "/capture-worklet.js";',
      }));
    },
  };
  // libopus asks for these only where it finds itself in Node.
  const nodeless: Plugin = {
    name: "nodeless",
    setup(its) {
      its.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "nodeless" }));
      its.onLoad({ filter: /.*/, namespace: "nodeless" }, () => ({
        contents: "export const createRequire = null",
      }));
    },
  };
  const made = await build({
    bundle: true,
    splitting: true,
    write: false,
    outdir: folder,
    format: "esm",
    platform: "browser",
    target: "chrome111",
    logLevel: "silent",
    entryPoints: [
      join(import.meta.dirname, "chromium-page.test-support.ts"),
      join(import.meta.dirname, "capture-worklet.ts"),
    ],
    plugins: [worklets, nodeless],
  });
  return new Map(made.outputFiles.map(({ path, contents }) => [path.slice(dirname(path).length), contents]));
}

function wav(name: string, pcm: Float32Array): string {
  const bytes = pcm16Bytes(floatToPcm16(pcm));
  const path = join(folder, name);
  const header = wavHeader({ sampleRate: RATE, channels: 1, frames: pcm.length });
  writeFileSync(path, Buffer.concat([header, bytes]));
  return path;
}

async function open(args: readonly string[], host = "127.0.0.1"): Promise<Page> {
  const browser = await chromium.launch({
    executablePath: whereIs("chromium") as string,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", ...args],
  });
  browsers.push(browser);
  const page = await (await browser.newContext()).newPage();
  const { port } = address;
  await page.goto(`http://${host}:${port}/`);
  await page.waitForFunction(() => "probe" in globalThis);
  return page;
}

const heard = (path: string): string[] => [
  ...["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
  `--use-file-for-fake-audio-capture=${path}`,
];

/** Each 4th sample: enough of a voice to find a place in it. */
const thin = (pcm: Float32Array): Float32Array => pcm.filter((_, i) => i % 12 === 0);

/** Where in a voice that is said over and over one second of sound lies, and how like it is, 0-1. */
function likeness(said: Float32Array, sound: Float32Array): number {
  const place = (from: number, to: number, step: number, pcm: Float32Array, piece: Float32Array) => {
    let best = { at: 0, r: -1 };
    for (let at = from; at < to; at += step) {
      let [xy, xx, yy] = [0, 0, 0];
      for (let i = 0; i < piece.length; i++) {
        const x = pcm[(at + i + pcm.length) % pcm.length]!;
        const y = piece[i]!;
        xy += x * y;
        xx += x * x;
        yy += y * y;
      }
      const r = xy / Math.sqrt(xx * yy + 1e-12);
      if (r > best.r) best = { at, r };
    }
    return best;
  };
  const rough = place(0, said.length / 12, 1, thin(said), thin(sound)).at * 12;
  return place(rough - 24, rough + 24, 1, said, sound).r;
}

type Talk = Awaited<ReturnType<Probe["talk"]>>;

async function decoded(talk: Talk) {
  const decoder = await createOpusDecoder(RATE);
  const frames = talk.frames.map(({ base64, atMs }) => {
    const read = readUplinkFrame(Buffer.from(base64, "base64"));
    if (!read.ok) throw new Error(read.detail);
    const pcm = decoder.decode(read.frame.opus);
    if (!pcm) throw new Error(decoder.problem?.detail);
    return { ...read.frame, pcm, atMs };
  });
  decoder.free();
  return frames;
}

needsProgram("chromium", "human-voices")("the engine in Chromium", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dalaba-talk-"));
    const recorded = readFileSync(whereIs("human-voices") as string);
    const eight = new Int16Array(recorded.buffer, recorded.byteOffset + 44, 8000 * VOICE_S);
    const resampler = await createResampler({ from: 8000, to: RATE, channels: 1 });
    voice = resampler.process(pcm16ToFloat(eight));
    resampler.free();
    const files = await bundle();
    server = createServer(({ url = "/" }, response) => {
      const file = files.get(url);
      response.setHeader("content-type", file ? "text/javascript" : "text/html");
      response.end(
        file ?? '<!doctype html><script type="module" src="/chromium-page.test-support.js"></script>',
      );
    });
    const listening = server;
    await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
    address = listening.address() as AddressInfo;
  });

  afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    browsers = [];
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe("with a human voice at its microphone", () => {
    let page: Page;
    beforeAll(async () => {
      page = await open(heard(wav("voice.wav", voice)));
    });

    test.each([
      ["its own encoder", "chosen", 30],
      ["libopus in the page", "wasm", 30],
      ["an encoder that goes mad in the middle of a word", "spoilt", 300],
    ] as const)("sends with %s what a speaker decodes to that voice", async (_, encoder, openMs) => {
      const talk = await page.evaluate((options) => probe.talk(options), { encoder, talkMs: 4000, openMs });
      expect(talk.armed).toBe("armed");
      expect(talk.problem).toBeNull();
      expect(talk.lines).toBe(1);
      expect(talk.states).toEqual(expect.arrayContaining(["opening", "keying", "on-air", "tail", "ended"]));
      expect(talk.said.filter((each) => each !== "beat")).toEqual(["start", "end"]);
      const frames = await decoded(talk);
      for (let i = 1; i < frames.length; i++)
        expect(frames[i]!.sequence).toBeGreaterThan(frames[i - 1]!.sequence);
      const reference = Float32Array.from(voice);
      Biquad.highPass(120, RATE).process(reference);
      const seconds: number[] = [];
      for (let at = 25; at + 50 <= frames.length; at += 25) {
        const second = frames.slice(at, at + 50).flatMap((frame) => [...frame.pcm]);
        seconds.push(likeness(reference, Float32Array.from(second)));
      }
      expect(Math.max(...seconds)).toBeGreaterThan(0.9);
      expect(frames.some(({ voiced }) => voiced)).toBe(true);
    });

    test("says when each frame was captured, on the machine's clock", async () => {
      const talk = await page.evaluate((options) => probe.talk(options), {
        ...{ encoder: "wasm" as const, talkMs: 2000, openMs: 30 },
      });
      const frames = await decoded(talk);
      const capturedMs = frames.map(({ captureUs }) => captureUs / 1000 - talk.originMs);
      const steps = capturedMs.slice(1).map((ms, i) => ms - capturedMs[i]!);
      expect(steps.sort((x, y) => x - y)[Math.floor(steps.length / 2)]).toBeCloseTo(20, 0);
      // The frame that holds the release is the last but the one that fades.
      expect(capturedMs.at(-2)).toBeLessThan(talk.releasedMs);
      expect(capturedMs.at(-1)! + 21).toBeGreaterThan(talk.releasedMs);
      const sentAfter = frames.map(({ atMs }, i) => atMs - capturedMs[i]! - 20).sort((a, b) => a - b);
      expect(sentAfter[0]).toBeGreaterThanOrEqual(0);
    });
  });

  test("a microphone without a signal, and one that clips, are told apart from one that works", async () => {
    const silent = await open(heard(wav("silent.wav", new Float32Array(RATE * 2))));
    expect((await silent.evaluate(() => probe.mic(3600))).mic).toBe("mic-silent");
    const loud = await open(
      heard(
        wav(
          "loud.wav",
          voice.map((v) => Math.max(-1, Math.min(1, 30 * v))),
        ),
      ),
    );
    expect((await loud.evaluate(() => probe.mic(1500))).mic).toBe("mic-clipping");
  });

  test.each([
    [
      "asked for on an insecure page",
      "insecure-page",
      ["--host-resolver-rules=MAP town.example 127.0.0.1"],
      "town.example",
    ],
    [
      "denied",
      "mic-denied",
      ["--use-fake-device-for-media-stream", "--deny-permission-prompts"],
      "127.0.0.1",
    ],
    [
      "missing",
      "mic-missing",
      ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
      "127.0.0.1",
    ],
  ] as const)("a microphone that is %s fails the talk: %s", async (_, code, args, host) => {
    const page = await open(args, host);
    const device = code === "mic-missing" ? "gone" : null;
    const tried = await page.evaluate((device) => probe.mic(0, device), device);
    expect(tried).toMatchObject({ mic: code, state: "failed", problem: { code } });
  });
});
