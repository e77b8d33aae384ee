import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOpusEncoder } from "@dalaba/codec";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EMERGENCY, offerOf, seedOf } from "../speaker/signed-wire.test-support";
import { type Fleet, startFleet } from "./fleet";
import { Loopback } from "./loopback.test-support";
import { machineUs } from "./machine-time";

const A = "00000000000000aa";
const IDS = ["horn-1", "horn-2", "horn-3", "horn-4"];

let folder: string;
let town: Loopback;
let fleet: Fleet | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dalaba-test-"));
  town = await Loopback.start(IDS);
});

afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
  await town.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(over: Partial<Parameters<typeof startFleet>[0]> = {}): Promise<Fleet> {
  fleet = await startFleet({
    credentials: town.credentials,
    seed: 1,
    full: 2,
    connectWithinMs: 50,
    recordFolder: folder,
    ...over,
  });
  await fleet.whenOnline();
  const running = fleet;
  await town.until("all know the time and their cfg", () =>
    running.states().every((each) => each.sync === "good" && each.cfgVersion > 0),
  );
  return fleet;
}

/** A voice-like sound: a gliding tone with syllables. */
function voice(frames: number): Float32Array {
  const out = new Float32Array(frames * 320);
  let phase = 0;
  for (let i = 0; i < out.length; i++) {
    const t = i / 16_000;
    phase += (2 * Math.PI * (220 + 80 * Math.sin(2 * Math.PI * 0.7 * t))) / 16_000;
    const syllable = 0.5 + 0.5 * Math.sin(2 * Math.PI * 3 * t);
    out[i] = 0.4 * syllable * (Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase));
  }
  return out;
}

describe("a fleet on a real broker", () => {
  it("sounds what was sent, decoded by each or once for all, and says so in receipts", async () => {
    const running = await start();
    const frames = 100;
    const source = voice(frames);
    const encoder = await createOpusEncoder({
      sampleRate: 16_000,
      application: "voip",
      bitrate: 32_000,
      complexity: 8,
      inbandFec: false,
      packetLossPercent: 0,
    });
    const t0Us = Math.round(machineUs()) + 100_000;
    const offer = offerOf({ broadcast: A, t0Us, issued: 1, delayUs: { lan: 200_000, wan: 400_000 } });
    await town.order(offer);
    for (let n = 0; n < frames; n++) {
      const pcm = Int16Array.from(source.subarray(n * 320, (n + 1) * 320), (x) => Math.round(x * 32_767));
      while (machineUs() < t0Us + n * 20_000) await new Promise((resolve) => setTimeout(resolve, 2));
      await town.audio(offer, n, { frames: [encoder.encode(pcm)], eos: n === frames - 1 });
    }
    await town.until("all receipts", () => town.saidBy("receipt").length === IDS.length);
    for (const { message } of town.saidBy("receipt"))
      expect(message).toMatchObject({ played: frames, missing: 0, late: 0, endedBecause: "finished" });
    expect(new Set(town.saidBy("receipt").map(({ message }) => message.audioHash)).size).toBe(1);
    for (const truth of running.truth(A)) {
      console.log(
        truth.speaker,
        ((truth.firstUs ?? 0) - t0Us - 200_000).toFixed(1),
        ((truth.voicedUs ?? 0) - t0Us - 200_000).toFixed(1),
        (truth.lastUs - t0Us - 200_000).toFixed(1),
      );
    }
    for (const id of IDS) {
      const wav = running.wav(id);
      const pcm = new Int16Array(Uint8Array.from((wav as { bytes: Buffer }).bytes.subarray(44)).buffer);
      const at = Math.round(((t0Us + 200_000 - (wav?.startUs ?? 0)) * 16_000) / 1e6);
      // find best lag
      let best = { lag: 0, c: -1 };
      for (let lag = -50; lag < 300; lag++) {
        let xy = 0,
          xx = 0,
          yy = 0;
        for (let i = 2000; i < 30000; i++) {
          const x = source[i] as number,
            y = (pcm[at + lag + i] ?? 0) / 32768;
          xy += x * y;
          xx += x * x;
          yy += y * y;
        }
        const c = xy / Math.sqrt(xx * yy);
        if (c > best.c) best = { lag, c };
      }
      console.log(id, best, pcm.length, at);
    }
    void readFileSync;
    void EMERGENCY;
    void seedOf;
  });
});
