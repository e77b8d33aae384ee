import { createHash } from "node:crypto";
import type { AnnouncementReply, BroadcastReply, OccurrenceReply, ScheduleReply } from "@dalaba/api";
import { readOggOpus } from "@dalaba/media";
import { type Bundle, clipMac, fromHex, readBundle, type Status } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "./air/air-harness.test-support";
import type { TestSpeaker } from "./air/test-speaker.test-support";
import { configOf, TestTownOnAir } from "./town-on-air.test-support";

const TOWN = `version: 1
coordinates: wgs84
sites:
  - { id: town, name: 镇, timeZone: Asia/Shanghai }
  - { id: east, name: 东村, parent: town }
speakers:
  - { id: east-1, name: 东村1号, site: east, at: [23.03, 113.47] }
  - { id: east-2, name: 东村2号, site: east, at: [23.04, 113.47] }
`;
const FRAMES = 100;

let town: TestTownOnAir;
let one: TestSpeaker;
let two: TestSpeaker;
let announcement: string;

beforeEach(async () => {
  town = await TestTownOnAir.start();
  await town.call("POST", "/town/apply", TOWN, { "content-type": "text/yaml" });
  [one, two] = (await town.join(["east-1", "east-2"])) as [TestSpeaker, TestSpeaker];
  const said = { title: "报时", chime: "two-tone", parts: [{ pauseMs: FRAMES * 20 }] };
  announcement = (await town.call<AnnouncementReply>("POST", "/announcements", said)).body.id;
});
afterEach(() => town.stop());

const soon = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 19);
const add = async (more: object) =>
  (
    await town.call<ScheduleReply>("POST", "/schedules", {
      ...{ title: "每天早上", announcement, to: ["site:east"], starts: soon(3_600_000), zone: "UTC" },
      ...more,
    })
  ).body;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function fetched(sha: string, speaker = one, more: Record<string, string> = {}): Promise<Response> {
  const mac = clipMac(nodeCrypto, speaker.device.pairwiseKey, fromHex(sha) as Uint8Array);
  const headers = { authorization: `PA ${speaker.device.id}:${mac}`, ...more };
  return fetch(`${town.controller.url}/pa/clips/${sha}`, { headers });
}

/** Asked again until there is an answer. */
async function soonest<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

/** The programme that its cfg names, once it has so many occurrences. */
async function bundleOf(
  speaker: TestSpeaker,
  least: number,
  most = least,
): Promise<{ sha: string; bundle: Bundle }> {
  return soonest(async () => {
    const sha = configOf(speaker)?.bundle?.sha256;
    const read = sha === undefined ? undefined : readBundle(await bytesOf(await fetched(sha)));
    const count = read?.ok ? read.bundle.occurrences.length : -1;
    return read?.ok && sha !== undefined && count >= least && count <= most
      ? { sha, bundle: read.bundle }
      : undefined;
  });
}

const STATUS: Status = {
  ...{ type: "status", online: true, protocol: 1, codecs: ["opus"], maxFrames: 6, auth: ["each"], mixed: 2 },
  ...{ outputDelayMs: 20, wakeMs: 0, verifyUs: 200, firmware: "test", cfgVersion: 1, keysVersion: 1 },
};

describe("the programme that speakers keep", () => {
  it("is named by their cfg and fetched with their key, and holds the coming days as they will sound", async () => {
    const { id } = await add({ rrule: "FREQ=DAILY", levelDb: -6 });
    const { bundle } = await bundleOf(one, 7, 8);
    const [first] = bundle.occurrences;
    expect(first).toMatchObject({
      class: "schedule",
      priority: 40,
      gainDb: -6,
      chime: "two-tone",
      frames: FRAMES,
    });
    expect(first).toMatchObject({ groups: ["all"], speakers: [] });
    expect(new Set(bundle.occurrences.map(({ sha256: sha }) => sha)).size).toBe(1);
    const clip = await bytesOf(await fetched(first?.sha256 as string));
    expect([sha256(clip), clip.length]).toEqual([first?.sha256, first?.bytes]);
    const file = readOggOpus(clip);
    expect(file.ok && file.packets).toHaveLength(FRAMES);
    expect((await fetched(first?.sha256 as string, one, { range: "bytes=10-19" })).status).toBe(206);
    const row = (
      await town.call<{ items: OccurrenceReply[] }>("GET", `/occurrences?schedule=${id}`)
    ).body.items.at(-1);
    expect(row?.id).toBe(first?.broadcast);
  });

  it("is another as soon as a schedule is changed, and the cfg is newer", async () => {
    const { changedAtMs: _, changedBy: __, nextAtMs: ___, id, ...whole } = await add({ rrule: "FREQ=DAILY" });
    const { sha } = await bundleOf(one, 7, 8);
    await town.call("PUT", `/schedules/${id}`, { ...whole, enabled: false });
    await until("its cfg names none", () => configOf(one)?.bundle === undefined);
    await town.call("PUT", `/schedules/${id}`, { ...whole, revision: 2, levelDb: -20 });
    expect((await bundleOf(one, 7, 8)).sha).not.toBe(sha);
  });

  it("leaves out what falls into quiet hours", async () => {
    const at = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await add({ starts: `${at}T12:00:00` });
    await add({ starts: `${at}T23:00:00` });
    await town.call("PUT", "/quiet-hours", { hours: [{ from: "22:00", to: "06:00" }] });
    const { bundle } = await bundleOf(one, 1);
    expect(new Date(bundle.occurrences[0]?.atUtcMs ?? 0).getUTCHours()).toBe(12);
  });

  it("is told to be incomplete by the dry run where a speaker says so", async () => {
    await add({ starts: soon(86_400_000) });
    const { sha } = await bundleOf(one, 1);
    const problems = async () =>
      (await town.call<{ items: { problems: string[] }[] }>("GET", "/schedules/dry-run?days=3")).body.items[0]
        ?.problems;
    expect(await problems()).not.toContain("clip-missing");
    await one.say({ ...STATUS, clipKiB: 64, bundle: sha, clipsMissing: 1 });
    await soonest(async () => ((await problems())?.includes("clip-missing") ? true : undefined));
  });

  it("is shown to nobody else", async () => {
    await add({});
    const { sha } = await bundleOf(one, 1);
    const url = `${town.controller.url}/pa/clips/${sha}`;
    const mac = clipMac(nodeCrypto, one.device.pairwiseKey, fromHex(sha) as Uint8Array);
    const status = async (authorization: string) => (await fetch(url, { headers: { authorization } })).status;
    expect(await status(`PA east-1:${mac}`)).toBe(200);
    expect(await status(`PA east-2:${mac}`)).toBe(401);
    expect(await status(`PA nobody:${mac}`)).toBe(401);
    expect(await status("Bearer boot-token-for-tests-0123456789abcdef")).toBe(401);
    expect((await fetch(url)).status).toBe(401);
    expect((await fetched("00".repeat(32))).status).toBe(404);
    expect((await fetch(`${town.controller.url}/pa/clips/..%2f..%2fdalaba.sqlite`)).status).toBe(401);
    await town.call("POST", "/speakers/east-1/disable", { why: "stolen" });
    expect(await status(`PA east-1:${mac}`)).toBe(401);
  });
});

describe("an occurrence", () => {
  const heard = (speaker: TestSpeaker, broadcast: string) =>
    speaker.audio.flatMap(({ message }) => (message.broadcast === broadcast ? message.frames : [])).length;

  it("goes without audio to who keeps its clip, and with it to who does not", async () => {
    await add({ starts: soon(6_000) });
    const { sha, bundle } = await bundleOf(one, 1);
    const [entry] = bundle.occurrences;
    await one.say({ ...STATUS, clipKiB: 1024, bundle: sha });
    one.answer = () => ({ clip: true });
    const [offer] = await one.offered(1);
    const broadcast = offer?.order.broadcast as string;
    expect(broadcast).toBe(entry?.broadcast);
    const { sha256: hash, bytes, frames } = entry ?? {};
    expect(offer?.order.clip).toEqual({ sha256: hash, bytes, frames });
    await until("the other heard it all", () => heard(two, broadcast) === FRAMES);
    expect(heard(one, broadcast)).toBe(0);
    for (const each of [one, two]) await each.receipt(broadcast, { played: FRAMES, firstSampleAtUs: 5 });
    await town.call("GET", `/broadcasts/${broadcast}/result?wait=30000`);
    const shown = (await town.call<BroadcastReply>("GET", `/broadcasts/${broadcast}`)).body;
    expect(shown).toMatchObject({ endedBecause: "finished", result: { targets: 2, played: 2 } });
  });

  it("goes with audio to who turns out not to have the clip after all", async () => {
    await add({ starts: soon(6_000) });
    const { sha } = await bundleOf(one, 1);
    await one.say({ ...STATUS, clipKiB: 1024, bundle: sha });
    const [offer] = await one.offered(1);
    const broadcast = offer?.order.broadcast as string;
    await until("it is sent after its answer", () => heard(one, broadcast) > 0);
  });

  it("that a speaker played alone is in the history with its receipt, and is not begun again", async () => {
    const { id } = await add({ starts: soon(20_000), title: "早上" });
    const { bundle } = await bundleOf(one, 1);
    const { broadcast = "", atUtcMs = 0 } = bundle.occurrences[0] ?? {};
    // As if that had been hours ago for this controller: nothing was begun, and then the speaker is back.
    await one.receipt(broadcast, {
      played: FRAMES,
      firstSampleAtUs: 5_000_000,
      clip: true,
      aloneAtUtcMs: atUtcMs,
    });
    const shown = await soonest(async () => {
      const { status, body } = await town.call<BroadcastReply>("GET", `/broadcasts/${broadcast}`);
      return status === 200 && body.settledAtMs !== null ? body : undefined;
    });
    expect(shown).toMatchObject({
      kind: "play",
      class: "schedule",
      to: "site:east",
      actor: { name: "早上" },
    });
    expect(shown.result).toMatchObject({ targets: 2, played: 1 });
    const { items } = (await town.call<{ items: OccurrenceReply[] }>("GET", `/occurrences?schedule=${id}`))
      .body;
    expect(items).toMatchObject([{ id: broadcast, state: "ended", because: null, broadcast }]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(one.offers()).toEqual([]);
  });
});
