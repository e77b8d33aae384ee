import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ClipMaker, type ClipMakerOptions, type MakeOrder } from "./clip-maker";
import { CLIP_ENCODER, heard, silence, TONES, toneFile, voice, wav } from "./clips.test-support";

const folder = mkdtempSync(join(tmpdir(), "dalaba-clips-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const makers: ClipMaker[] = [];
afterEach(async () => {
  await Promise.all(makers.splice(0).map((maker) => maker.stop()));
});

let files = 0;

function order(bytes: Uint8Array, more: Partial<MakeOrder> = {}): MakeOrder {
  const file = join(folder, `${files++}.upload`);
  writeFileSync(file, bytes);
  return { file, sha256: null, sound: "speech", maxBytes: 200_000_000, maxSeconds: 1_800, ...more };
}

function maker(options: Partial<ClipMakerOptions> = {}): ClipMaker {
  const one = new ClipMaker({ script: CLIP_ENCODER, native: false, ...options });
  makers.push(one);
  return one;
}

const nothing = () => undefined;

async function made(bytes: Uint8Array, more: Partial<MakeOrder> = {}) {
  const outcome = await maker().make(order(bytes, more), nothing);
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.detail}`);
  return outcome.value;
}

async function refusedFor(bytes: Uint8Array, more: Partial<MakeOrder> = {}): Promise<string> {
  const outcome = await maker().make(order(bytes, more), nothing);
  return outcome.ok ? "made" : outcome.code;
}

describe("a clip made of an upload", () => {
  it.each(TONES)("%s comes to −16 LUFS as Ogg Opus, mono, in frames of 20 ms", async (name) => {
    const bytes = toneFile(name);
    const clip = await made(bytes);
    const { file, lufs, truePeakDb, unreadable, seconds } = await heard(clip.opus);
    expect(file).toMatchObject({ truncated: false, holes: 0, head: { channels: 1, preSkip: 312 } });
    expect(file.packets.every(({ samples48k }) => samples48k === 960)).toBe(true);
    expect(unreadable).toBe(0);
    expect(Math.abs(lufs + 16)).toBeLessThan(0.5);
    expect(truePeakDb).toBeLessThan(0);
    expect(clip.durationMs).toBeGreaterThan(1_400);
    expect(clip.durationMs).toBeLessThan(1_610);
    expect(Math.abs(seconds * 1000 - clip.durationMs)).toBeLessThanOrEqual(1);
    const hex = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
    expect(clip.sha256).toBe(hex(clip.opus));
    expect([clip.sourceSha256, clip.sourceBytes]).toEqual([hex(bytes), bytes.length]);
    expect(clip.waveform).toHaveLength(400);
  });

  it("has no silence at its ends, and says how loud it was", async () => {
    const rate = 44_100;
    const clip = await made(wav(rate, silence(rate, 2), voice(rate, 3, 0.12), silence(rate, 4)));
    expect(clip.durationMs).toBeGreaterThan(2_900);
    expect(clip.durationMs).toBeLessThan(3_110);
    expect(clip.beforeLufs).toBeLessThan(-28);
    const { lufs, seconds } = await heard(clip.opus);
    expect(Math.abs(lufs - clip.afterLufs)).toBeLessThan(0.3);
    expect(Math.abs(lufs + 16)).toBeLessThan(0.5);
    expect(Math.abs(seconds * 1000 - clip.durationMs)).toBeLessThanOrEqual(1);
  });

  it("is the same file for the same upload, and another for music", async () => {
    const bytes = wav(48_000, voice(48_000, 2));
    const [one, same, music] = [await made(bytes), await made(bytes), await made(bytes, { sound: "music" })];
    expect(same.sha256).toBe(one.sha256);
    expect(music.sha256).not.toBe(one.sha256);
    expect(music.opus.length).toBeGreaterThan(one.opus.length);
    // 32 kbit/s of speech: 4 kB a second, and what Ogg adds.
    expect(one.opus.length).toBeLessThan(12_000);
  });

  it("tells how far it is, and never goes back", async () => {
    const told: [string, number][] = [];
    await maker().make(order(toneFile("tone.mp3")), (step, share) => told.push([step, share]));
    expect(told.map(([step]) => step)).toEqual(["decode", "level", "encode"]);
    const shares = told.map(([, share]) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });
});

describe("an upload that is none", () => {
  const mp3 = toneFile("tone.mp3");
  const text = new TextEncoder().encode("停水通知：今天下午两点到五点。".repeat(50));
  const claiming = toneFile("tone.m4a").slice();
  new DataView(claiming.buffer).setUint32(Buffer.from(claiming).indexOf("stsz") + 12, 0xffff_ffff);

  it.each([
    ["no byte", new Uint8Array(0), "audio-empty"],
    ["a WAV header and nothing after it", wav(48_000), "audio-empty"],
    ["text, whatever it is called", text, "audio-unreadable"],
    ["an archive", Uint8Array.from([0x50, 0x4b, 3, 4, ...new Uint8Array(2_000)]), "audio-unreadable"],
    ["an MP3's first bytes", mp3.slice(0, 100), "audio-"],
    ["an M4A without its end, where the index is", toneFile("tone.m4a").slice(0, 4_000), "audio-"],
    ["an index that claims four billion frames", claiming, "audio-unreadable"],
    ["silence", wav(48_000, silence(48_000, 3)), "audio-silent"],
    ["the noise of a microphone alone", wav(48_000, voice(48_000, 3, 0.0006)), "audio-silent"],
  ])("%s is refused with its reason", async (_, bytes, code) => {
    expect(await refusedFor(bytes)).toMatch(new RegExp(`^${code}`));
  });

  it("a cut MP3 sounds as far as it goes", async () => {
    const clip = await made(mp3.slice(0, Math.floor(mp3.length / 2)));
    expect(clip.durationMs).toBeLessThan(1_000);
  });

  it("what is too long, too large, or not what was announced is refused", async () => {
    expect(await refusedFor(mp3, { maxSeconds: 1 })).toBe("audio-too-long");
    expect(await refusedFor(mp3, { maxBytes: 100 })).toBe("audio-too-large");
    expect(await refusedFor(mp3, { sha256: "0".repeat(64) })).toBe("upload-damaged");
    // A minute of silence in a few bytes: what counts is what comes out.
    const long = wav(8_000, silence(8_000, 61));
    expect(await refusedFor(long, { maxSeconds: 60 })).toBe("audio-too-long");
  });

  it("what takes too long is ended, and the next has its turn", async () => {
    const one = maker({ timeoutMs: 1 });
    expect(await one.make(order(mp3), nothing)).toMatchObject({ ok: false, code: "audio-too-slow" });
    expect(await maker().make(order(mp3), nothing)).toMatchObject({ ok: true });
  });

  it("a file that is gone is our own fault, and no other's", async () => {
    const gone = { ...order(mp3), file: join(folder, "nothing") };
    expect(await maker().make(gone, nothing)).toMatchObject({ ok: false, code: "our-fault" });
  });
});

describe("many at once", () => {
  it("have their turns one after the other, and too many are refused", async () => {
    const one = maker({ queueMax: 1 });
    const begun: number[] = [];
    const of = (n: number) =>
      one.make(order(toneFile("tone.wav")), (step) => step === "decode" && begun.push(n));
    const all = [of(1), of(2), of(3)];
    expect(one.full).toBe(true);
    const outcomes = await Promise.all(all);
    expect(outcomes.map((each) => (each.ok ? "made" : each.code))).toEqual(["made", "made", "too-busy"]);
    expect(begun).toEqual([1, 2]);
    expect(one.full).toBe(false);
  });

  it("end with the controller", async () => {
    const one = maker();
    const all = [
      one.make(order(toneFile("tone.mp3")), nothing),
      one.make(order(toneFile("tone.mp3")), nothing),
    ];
    await one.stop();
    for (const outcome of await Promise.all(all)) expect(outcome.ok).toBe(false);
  });
});
