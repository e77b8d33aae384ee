import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  BroadcastReply,
  ClipReply,
  ClipVersionReply,
  PlayReply,
  RetentionReply,
  UploadReply,
} from "@dalaba/api";
import { readOggOpus } from "@dalaba/media";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "./air/air-harness.test-support";
import type { TestSpeaker } from "./air/test-speaker.test-support";
import { toneFile, voice, wav } from "./clips/clips.test-support";
import { TestTownOnAir } from "./town-on-air.test-support";

const TOWN = `version: 1
coordinates: wgs84
sites:
  - { id: town, name: 镇, timeZone: Asia/Shanghai }
  - { id: east, name: 东村, parent: town }
speakers:
  - { id: east-1, name: 东村1号, site: east, at: [23.03, 113.47] }
`;
const BYTES = { "content-type": "application/octet-stream" };

let town: TestTownOnAir;
let speaker: TestSpeaker;

beforeEach(async () => {
  town = await TestTownOnAir.start();
  await town.call("POST", "/town/apply", TOWN, { "content-type": "text/yaml" });
  [speaker] = (await town.join(["east-1"])) as [TestSpeaker];
});
afterEach(() => town.stop());

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
type Told = UploadReply & { code: string; params: Record<string, unknown> };

const begin = async (bytes: Uint8Array, more: object = {}) =>
  (await town.call<Told>("POST", "/uploads", { name: "通知.wav", bytes: bytes.length, ...more })).body;

async function put(id: string, offset: number, bytes: Uint8Array): Promise<{ status: number; body: Told }> {
  const response = await fetch(`${town.controller.url}/api/v1/uploads/${id}?offset=${offset}`, {
    ...{ method: "PUT", body: new Uint8Array(bytes) },
    headers: { ...BYTES, authorization: "Bearer boot-token-for-tests-0123456789abcdef" },
  });
  return { status: response.status, body: (await response.json()) as Told };
}

/** What became of an upload of which a clip was asked for. */
async function ended(id: string): Promise<Told> {
  for (;;) {
    const { body } = await town.call<Told>("GET", `/uploads/${id}`);
    if (body.state !== "making") return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function clipOf(bytes: Uint8Array, more: object = {}): Promise<ClipReply> {
  const { id } = await begin(bytes);
  await put(id, 0, bytes);
  await town.call("POST", "/clips", { upload: id, title: "停水通知", ...more });
  const { clip, problem } = await ended(id);
  expect(problem).toBeNull();
  return (await town.call<ClipReply>("GET", `/clips/${clip}`)).body;
}

const heardIn = (broadcast: string) =>
  speaker.audio.flatMap(({ message }) => (message.broadcast === broadcast ? message.frames : []));
const hex = (frames: readonly Uint8Array[]) => frames.map((each) => Buffer.from(each).toString("hex"));

describe("what is kept", () => {
  it("is told in figures, and a sweep of it is in the audit", async () => {
    await clipOf(toneFile("tone.mp3"));
    const { status, body } = await town.call<RetentionReply>("GET", "/retention");
    expect(status).toBe(200);
    expect(body.clips.count).toBe(1);
    expect(body.goes).toMatchObject({
      recordings: { count: 0 },
      clips: { count: 0 },
      receipts: { broadcasts: 0 },
    });
    expect((await town.call<RetentionReply>("POST", "/retention/sweep")).body.clips.count).toBe(1);
    const [line] = town.controller.store.audit.list({ act: "retention-sweep" }).items;
    expect(line?.detail).toMatchObject({ recordings: 0, clips: 0, receipts: 0 });
  });
});

describe("a file on its way here", () => {
  it("comes in parts, goes on where it broke off, and becomes a clip that people and speakers hear alike", async () => {
    const bytes = toneFile("tone.mp3");
    const sum = sha256(bytes);
    const { id, received } = await begin(bytes, { sha256: sum });
    expect(received).toBe(0);
    expect((await put(id, 0, bytes.slice(0, 5_000))).body.received).toBe(5_000);
    expect((await begin(bytes, { sha256: sum })).id).toBe(id);
    const early = await town.call<Told>("POST", "/clips", { upload: id, title: "试音" });
    expect([early.status, early.body.code, early.body.params.received]).toEqual([
      409,
      "upload-incomplete",
      5_000,
    ]);
    const wrong = await put(id, 4_000, bytes.slice(4_000));
    expect([wrong.status, wrong.body.code, wrong.body.params.received]).toEqual([
      409,
      "upload-offset",
      5_000,
    ]);
    expect((await put(id, 5_000, bytes.slice(5_000))).body.received).toBe(bytes.length);
    const begun = await town.call<Told>("POST", "/clips", { upload: id, title: "试音", language: "zh-CN" });
    expect([begun.status, begun.body.state]).toEqual([202, "making"]);
    const { clip, version } = await ended(id);
    expect(version).toBe(1);
    const { body: shown } = await town.call<ClipReply>("GET", `/clips/${clip}`);
    expect(shown).toMatchObject({ title: "试音", language: "zh-CN", site: null, deletedAtMs: null });
    expect(shown.newest.source).toMatchObject({ name: "通知.wav", format: "mp3", sha256: sum });
    expect(Buffer.from(shown.newest.waveform, "base64")).toHaveLength(400);

    const audio = await town.call<ArrayBuffer>("GET", `/clips/${clip}/audio`);
    const opus = new Uint8Array(audio.body);
    expect(sha256(opus)).toBe(shown.newest.sha256);
    const part = await town.call<ArrayBuffer>("GET", `/clips/${clip}/audio`, undefined, {
      range: "bytes=0-99",
    });
    expect([part.status, part.body.byteLength]).toEqual([206, 100]);

    const to = ["all"];
    const played = await town.call<PlayReply>("POST", "/plays", { to, parts: [{ clip }], why: "试" });
    expect(played.status).toBe(201);
    const { broadcast, durationMs } = played.body;
    const file = readOggOpus(opus);
    const frames = file.ok ? file.packets.map(({ packet }) => packet) : [];
    expect(durationMs).toBe(frames.length * 20);
    await until("all of it came", () => heardIn(broadcast).length === frames.length);
    expect(hex(heardIn(broadcast))).toEqual(hex(frames));
    const used = await town.call<Told>("DELETE", `/clips/${clip}`);
    expect([used.status, used.body.code]).toEqual([409, "clip-in-use"]);
    await speaker.receipt(broadcast, { played: frames.length, firstSampleAtUs: 5 });
    await town.call("GET", `/broadcasts/${broadcast}/result?wait=30000`);
    const line = (await town.call<BroadcastReply>("GET", `/broadcasts/${broadcast}`)).body;
    expect(line).toMatchObject({ kind: "play", endedBecause: "finished", why: "试" });
    const [said] = town.controller.store.audit.list({}).items.filter(({ act }) => act === "play");
    expect(said?.detail).toMatchObject({ said: "试音", clips: [clip] });
  });

  it("is refused with its reason, and may be asked for again", async () => {
    const text = new TextEncoder().encode("停水通知".repeat(200));
    const { id } = await begin(text);
    await put(id, 0, text);
    await town.call("POST", "/clips", { upload: id, title: "x" });
    expect(await ended(id)).toMatchObject({
      state: "refused",
      problem: { code: "audio-unreadable", status: 422 },
    });
    const tone = toneFile("tone.wav");
    const other = await begin(tone, { sha256: "0".repeat(64) });
    await put(other.id, 0, tone);
    await town.call("POST", "/clips", { upload: other.id, title: "x" });
    expect((await ended(other.id)).problem).toMatchObject({ code: "upload-damaged" });
    expect((await town.call("DELETE", `/uploads/${id}`)).status).toBe(204);
    const gone = await town.call<Told>("GET", `/uploads/${id}`);
    expect([gone.status, gone.body.code]).toEqual([404, "upload-unknown"]);
    expect(existsSync(join(town.folder, "uploads", `${id}.part`))).toBe(false);
    const large = await begin(tone, { bytes: 201 * 1024 * 1024 });
    expect(large.code).toBe("audio-too-large");
  });
});

describe("a clip", () => {
  it("has versions, is deleted where nothing needs it, and comes back", async () => {
    const first = await clipOf(toneFile("tone.wav"));
    const { id } = first;
    const bytes = wav(48_000, voice(48_000, 1));
    const upload = await begin(bytes);
    await put(upload.id, 0, bytes);
    await town.call("POST", `/clips/${id}/versions`, { upload: upload.id, sound: "music" });
    expect(await ended(upload.id)).toMatchObject({ clip: id, version: 2 });
    const { body } = await town.call<{ items: ClipVersionReply[] }>("GET", `/clips/${id}/versions`);
    expect(body.items.map(({ number, sound }) => [number, sound])).toEqual([
      [2, "music"],
      [1, "speech"],
    ]);
    const renamed = await town.call<ClipReply>("PATCH", `/clips/${id}`, { title: "恢复供水" });
    expect(renamed.body).toMatchObject({ title: "恢复供水", newest: { number: 2 } });
    expect((await town.call("DELETE", `/clips/${id}`)).status).toBe(204);
    const list = async (deleted: string) =>
      (await town.call<{ items: ClipReply[] }>("GET", `/clips?deleted=${deleted}`)).body.items.length;
    expect([await list("false"), await list("true")]).toEqual([0, 1]);
    const refused = await town.call<Told>("POST", "/plays", { to: ["all"], parts: [{ clip: id }] });
    expect([refused.status, refused.body.code]).toEqual([404, "clip-unknown"]);
    expect((await town.call<ClipReply>("POST", `/clips/${id}/restore`)).body.deletedAtMs).toBeNull();
    expect(await list("false")).toBe(1);
    const acts = town.controller.store.audit.list({}).items.map(({ act }) => act);
    for (const act of ["clip-add", "clip-replace", "clip-change", "clip-remove", "clip-restore"])
      expect(acts).toContain(act);
  });

  it("whose file was lost or changed makes nothing sound", async () => {
    const { id, newest } = await clipOf(toneFile("tone.wav"));
    const path = join(town.folder, "clips", newest.sha256.slice(0, 2), `${newest.sha256}.opus`);
    writeFileSync(path, toneFile("tone.opus"));
    const play = () => town.call<Told>("POST", "/plays", { to: ["all"], parts: [{ clip: id }] });
    expect((await play()).body.code).toBe("clip-gone");
    rmSync(path);
    expect((await play()).body.code).toBe("clip-gone");
    expect(speaker.offers()).toEqual([]);
  });

  it("is played with pauses, as often as was asked, and no frame of it is a loss", async () => {
    const { id, newest } = await clipOf(toneFile("tone.wav"));
    const frames = Math.ceil((newest.durationMs + 7) / 20);
    const { body } = await town.call<PlayReply>("POST", "/plays", {
      ...{ to: ["all"], times: 2, betweenMs: 200 },
      parts: [{ pauseMs: 100 }, { clip: id }],
    });
    const all = 2 * (5 + frames) + 10;
    await until("all of it came", () => heardIn(body.broadcast).length === all);
    expect(hex(heardIn(body.broadcast)).slice(0, 5)).toEqual(new Array(5).fill("f8fffe"));
  });
});

describe("a town's own words", () => {
  it("are read as its lexicon says, in what is said from then on", async () => {
    const lexicon = { zh: { 大涌口: "da4 chong1 kou3" }, yue: {} };
    expect((await town.call("PUT", "/speech/lexicon", lexicon)).body).toEqual(lexicon);
    expect((await town.call("GET", "/speech/lexicon")).body).toEqual(lexicon);
    const long = await town.call<Told>("PUT", "/speech/lexicon", { zh: { 大: "x".repeat(201) }, yue: {} });
    expect(long.body.code).toBe("bad-request");
  });
});

describe("spoken words", () => {
  const say = (more: object = {}) =>
    town.call<PlayReply & Told>("POST", "/plays", {
      to: ["all"],
      parts: [{ say: "水位上涨3.5米", ...more }],
    });

  /** A program that speaks a tone and keeps what it was asked. */
  async function withEngine(): Promise<string> {
    const program = join(town.folder, "speaks.sh");
    const sound = join(town.folder, "speaks.wav");
    writeFileSync(sound, wav(22_050, voice(22_050, 1)));
    writeFileSync(program, `#!/bin/sh\necho "$*" >> ${sound}.asked\ncat >> ${sound}.asked\ncat ${sound}\n`);
    chmodSync(program, 0o700);
    await town.controller.stop();
    await town.startController({ tts: program });
    return `${sound}.asked`;
  }

  it("without a program that speaks are refused, and nothing sounds", async () => {
    await town.controller.stop();
    await town.startController({ tts: "no-such-program" });
    const { status, body } = await say();
    expect([status, body.code]).toEqual([409, "tts-missing"]);
    expect(speaker.offers()).toEqual([]);
  });

  it("are made once, kept, and sound like a clip", async () => {
    const asked = await withEngine();
    const { status, body } = await say();
    expect(status).toBe(201);
    await until("they were heard", () => heardIn(body.broadcast).length > 40);
    expect(readdirSync(join(town.folder, "speech")).filter((name) => name.endsWith(".opus"))).toHaveLength(1);
    expect(readFileSync(asked, "utf8")).toBe("--language zh-CN\n水位上涨三点五米");
    await say();
    const heard = await town.call<ArrayBuffer>("POST", "/speech/preview", { say: "水位上涨3.5米" });
    expect([heard.status, heard.headers.get("content-type")]).toEqual([200, "audio/ogg"]);
    expect(decodeURIComponent(heard.headers.get("x-reading") ?? "")).toBe("水位上涨三点五米");
    expect(readOggOpus(new Uint8Array(heard.body)).ok).toBe(true);
    await say({ voice: "other; rm -rf /" });
    expect(readFileSync(asked, "utf8")).toBe("--language zh-CN\n水位上涨三点五米");
    const [said] = town.controller.store.audit.list({}).items.filter(({ act }) => act === "play");
    expect(said?.detail).toMatchObject({ said: "水位上涨3.5米" });
  });
});
