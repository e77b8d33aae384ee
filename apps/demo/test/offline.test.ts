import type { AnnouncementReply, BroadcastSpeakerReply, OccurrenceReply } from "@dalaba/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedSpeaker, startTown, type Town, until } from "./town.test-support";

/** The town's daily voice while links are cut: simulated speakers, real broker, files over HTTP. Real half minutes pass. */

const CUT = ["sp-001", "sp-002"];
const SPEAKERS = 4;
const SECONDS = 6;
type Keeping = SimulatedSpeaker & { readonly bundle: string; readonly clipsMissing: number };

let town: Town;
beforeAll(async () => {
  town = await startTown({ speakers: SPEAKERS });
}, 120_000);
afterAll(() => town?.stop(), 30_000);

const soon = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 19);
const occurrence = async (schedule: string) =>
  (await town.api<{ items: OccurrenceReply[] }>("GET", `/occurrences?schedule=${schedule}`)).items[0];
const add = async (title: string, announcement: string, inMs: number): Promise<string> => {
  const body = { title, announcement, to: ["all"], starts: soon(inMs), zone: "UTC" };
  return (await town.api<{ id: string }>("POST", "/schedules", body)).id;
};
const heardBy = async (broadcast: string): Promise<string[]> =>
  (await town.truth(broadcast))
    .filter(({ firstUs }) => firstUs !== null)
    .map(({ speaker }) => speaker)
    .sort();
const deliveries = async (): Promise<number> => {
  const text = await (
    await fetch(`${town.url}/metrics`, { headers: { authorization: `Bearer ${town.token}` } })
  ).text();
  expect(text).toContain("dalaba_air_clock_replies_total");
  // What was never counted is not there.
  return Number(/audio_deliveries_total\S* (\d+)/.exec(text)?.[1] ?? 0);
};
const played = async (broadcast: string): Promise<number> => {
  const { items } = await town.api<{ items: BroadcastSpeakerReply[] }>(
    "GET",
    `/broadcasts/${broadcast}/speakers`,
  );
  return items.filter(({ verdict }) => verdict === "played").length;
};

test("a programme starts without audio on the wire, and goes on where the link is cut; each tells once", async () => {
  const said = { title: "报时", chime: "two-tone", parts: [{ pauseMs: SECONDS * 1_000 }] };
  const { id } = await town.api<AnnouncementReply>("POST", "/announcements", said);
  const first = await add("早上", id, 45_000);
  const second = await add("中午", id, 100_000);
  await until(
    "everybody keeps the programme",
    async () =>
      ((await town.states()) as Keeping[]).every(
        ({ bundle, clipsMissing }) => bundle !== "" && clipsMissing === 0,
      ),
    60_000,
  );
  const before = await deliveries();
  const one = await until(
    "the first is over",
    async () => {
      const row = await occurrence(first);
      return row?.state === "ended" ? row : undefined;
    },
    90_000,
  );
  expect(await heardBy(one.id)).toEqual(town.speakers);
  await until("all have told", async () => (await played(one.id)) === SPEAKERS);
  expect(await deliveries()).toBe(before);

  for (const speaker of CUT) await town.fault(speaker, "cut", { seconds: 600 });
  const two = await until(
    "the second is over",
    async () => {
      const row = await occurrence(second);
      return row?.state === "ended" ? row : undefined;
    },
    120_000,
  );
  await until(
    "everybody heard it, with or without a link",
    async () => (await heardBy(two.id)).length === SPEAKERS,
    30_000,
  );
  // All of it, from its first sample: who was alone began when the others did.
  const begun = (await town.truth(two.id)).map(({ firstUs }) => firstUs ?? 0);
  expect(Math.max(...begun) - Math.min(...begun)).toBeLessThan(500_000);
  await until("those with a link have told", async () => (await played(two.id)) === SPEAKERS - CUT.length);
  for (const speaker of CUT) await town.fault(speaker, "cut", { seconds: 0 });
  await until("those that were alone have told", async () => (await played(two.id)) === SPEAKERS, 60_000);
  // What has no clip is sent: the figure can move.
  const stream = await town.cli(["tone", "sp-003"]);
  expect(stream.code).toBe(0);
  expect(await deliveries()).toBeGreaterThan(before);
  // A repeat of an order that was answered late is no refusal of anything.
  for (const { id, refused } of await town.states()) {
    const { replayed: _, ...others } = refused;
    expect([id, others]).toEqual([id, {}]);
  }
}, 300_000);
