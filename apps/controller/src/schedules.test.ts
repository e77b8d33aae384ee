import type {
  AnnouncementReply,
  BroadcastReply,
  DryRunEntryReply,
  OccurrenceReply,
  ScheduleReply,
} from "@dalaba/api";
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
`;

let town: TestTownOnAir;
let speaker: TestSpeaker;
let said: AnnouncementReply;

type Refused = { readonly code: string; readonly params: Record<string, unknown> };

beforeEach(async () => {
  town = await TestTownOnAir.start();
  await town.call("POST", "/town/apply", TOWN, { "content-type": "text/yaml" });
  [speaker] = (await town.join(["east-1"])) as [TestSpeaker];
  const parts = [{ pauseMs: 1_000 }];
  said = (await town.call<AnnouncementReply>("POST", "/announcements", { title: "报时", parts })).body;
});
afterEach(() => town.stop());

/** The day after tomorrow: real time goes by under these tests. */
const DAY = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
const SEVEN = `${DAY}T07:00:00`;

const add = (more: object) =>
  town.call<ScheduleReply & Refused>("POST", "/schedules", {
    ...{ title: "每天早上", announcement: said.id, to: ["site:east"], starts: SEVEN },
    ...more,
  });
const occurrences = async () =>
  (await town.call<{ items: OccurrenceReply[] }>("GET", "/occurrences")).body.items;
const dryRun = async (days: number) =>
  (await town.call<{ items: DryRunEntryReply[] }>("GET", `/schedules/dry-run?days=${days}`)).body.items;

/** What the clock of UTC shows in so many ms. */
const soon = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 19);

describe("a schedule", () => {
  it("sounds at its time on its speakers, as a broadcast under the id of its occurrence", async () => {
    const { status, body } = await add({ zone: "UTC", starts: soon(4_000) });
    expect(status).toBe(201);
    await speaker.offered(1);
    const [offer] = speaker.offers();
    const [row] = await occurrences();
    expect(row).toMatchObject({ id: offer?.order.broadcast, schedule: body.id, state: "begun" });
    const id = offer?.order.broadcast as string;
    await speaker.receipt(id, { played: 50, firstSampleAtUs: 5 });
    await town.call("GET", `/broadcasts/${id}/result?wait=30000`);
    const shown = (await town.call<BroadcastReply>("GET", `/broadcasts/${id}`)).body;
    expect(shown).toMatchObject({ kind: "play", class: "schedule", priority: 40, endedBecause: "finished" });
    expect(shown.actor).toMatchObject({ kind: "system", name: "每天早上" });
    expect((await occurrences())[0]).toMatchObject({ state: "ended", because: null, broadcast: id });
    const [line] = town.controller.store.audit.list({}).items.filter(({ act }) => act === "play");
    expect(line?.detail).toMatchObject({ said: "报时", schedule: body.id });
  });

  it("takes the zone of its targets, is changed by whoever read it last, and is gone when it is removed", async () => {
    const { body } = await add({ rrule: "FREQ=DAILY" });
    expect(body).toMatchObject({
      zone: "Asia/Shanghai",
      revision: 1,
      enabled: true,
      changedBy: "boot token",
    });
    expect(body.nextAtMs).toBe(Date.parse(`${SEVEN}+08:00`));
    const { id, changedAtMs: _, changedBy: __, nextAtMs: ___, ...whole } = body;
    const changed = await town.call<ScheduleReply>("PUT", `/schedules/${id}`, { ...whole, enabled: false });
    expect(changed.body).toMatchObject({ revision: 2, enabled: false, nextAtMs: null });
    const late = await town.call<Refused>("PUT", `/schedules/${id}`, whole);
    expect([late.status, late.body.code, late.body.params.revision]).toEqual([409, "schedule-changed", 2]);
    const used = await town.call<Refused>("DELETE", `/announcements/${said.id}`);
    expect([used.status, used.body.code, used.body.params.schedules]).toEqual([
      409,
      "announcement-in-use",
      [id],
    ]);
    expect((await town.call("DELETE", `/schedules/${id}`)).status).toBe(204);
    expect((await town.call("DELETE", `/announcements/${said.id}`)).status).toBe(204);
    expect((await town.call<Refused>("GET", `/schedules/${id}`)).body.code).toBe("schedule-unknown");
  });

  it.each([
    [{ rrule: "FREQ=MINUTELY" }, "rrule-too-often"],
    [{ rrule: "every day" }, "rrule-invalid"],
    [{ zone: "Mars/Olympus" }, "schedule-invalid"],
    [{ starts: "2026-02-30T07:00:00" }, "schedule-invalid"],
    [{ announcement: "0".repeat(16) }, "announcement-unknown"],
    [{ calendar: "none" }, "calendar-unknown"],
    [{ to: ["site:nowhere"] }, "target-unknown"],
    [{ priority: 60 }, "bad-request"],
  ])("with %j is refused: %s", async (more, code) => {
    expect((await add(more)).body.code).toBe(code);
    expect((await town.call<{ items: unknown[] }>("GET", "/schedules")).body.items).toEqual([]);
  });
});

describe("quiet hours", () => {
  it("are told to each speaker in the minutes of its site, and what `air` foresees goes by them", async () => {
    await town.call("PUT", "/quiet-hours", { hours: [{ from: "00:00", to: "00:00" }] });
    await until("its cfg has them", () => configOf(speaker)?.quietHours !== undefined);
    expect(configOf(speaker)).toMatchObject({
      quietHours: [{ fromMinute: 0, toMinute: 0 }],
      utcOffsets: [{ fromUtcMs: 0, minutes: 480 }],
    });
    const foreseen = await town.call<{ quiet: string[] }>("POST", "/talks/preflight", {
      kind: "talk",
      to: ["all"],
    });
    expect(foreseen.body.quiet).toEqual(["east-1"]);
    await town.call("PUT", "/quiet-hours", { hours: [] });
    await until("its cfg has none", () => configOf(speaker)?.quietHours === undefined);
  });
});

describe("the dry run", () => {
  it("tells collisions, quiet hours and holidays before they happen", async () => {
    const calendar = {
      id: "cn",
      title: "节假日",
      years: [new Date().getUTCFullYear(), new Date().getUTCFullYear() + 1],
    };
    const starts = `${soon(86_400_000).slice(0, 10)}T23:30:00`;
    const day = starts.slice(0, 10);
    const holidays = { [day]: "停课" };
    await town.call("PUT", "/calendars/cn", { ...calendar, holidays, workdays: {} });
    await town.call("PUT", "/quiet-hours", { hours: [{ from: "22:00", to: "06:00" }] });
    await add({ title: "a", starts });
    await add({ title: "b", starts });
    await add({ title: "c", starts, holidays: "not-holidays", calendar: "cn", rrule: "FREQ=DAILY;COUNT=2" });
    const found = (await dryRun(2)).filter(({ atMs }) => atMs < Date.now() + 2 * 86_400_000);
    const of = (title: string) => found.filter((each) => each.title === title);
    expect(of("a")[0]?.problems).toEqual(["collision", "quiet-hours"]);
    expect(of("c")[0]).toMatchObject({ sounds: false, problems: ["holiday"] });
    const used = await town.call<Refused>("DELETE", "/calendars/cn");
    expect(used.body.code).toBe("calendar-in-use");
  });

  it("names a clip and speakers that are not there", async () => {
    await add({ starts: SEVEN });
    town.controller.store.announcements.change(
      { id: said.id, title: "t", site: null, document: { parts: [{ clip: "c-0" }] } },
      Date.now(),
    );
    expect((await dryRun(4))[0]?.problems).toEqual(["clip-missing"]);
  });
});

describe("iCalendar", () => {
  it("what is exported comes back as it was; what cannot be taken is named", async () => {
    const { body: first } = await add({ rrule: "FREQ=WEEKLY;BYDAY=MO,FR", exdates: [`${DAY}T08:00:00`] });
    const exported = await town.call<ArrayBuffer>("GET", "/schedules/export");
    const text = Buffer.from(exported.body).toString("utf8");
    expect(text).toContain("RRULE:FREQ=WEEKLY;BYDAY=MO,FR");
    await town.call("DELETE", `/schedules/${first.id}`);
    const foreign = "BEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20261122T120000Z\r\nSUMMARY:无处可放\r\nEND:VEVENT\r\n";
    const both = text.replace("END:VCALENDAR", `${foreign}END:VCALENDAR`);
    const imported = await town.call<{ added: ScheduleReply[]; passedOver: Refused[] }>(
      ...(["POST", "/schedules/import", both, { "content-type": "text/calendar" }] as const),
    );
    expect(imported.body.passedOver.map(({ code }) => code)).toEqual(["ical-no-start"]);
    const [back] = imported.body.added;
    const { id: _, revision: __, changedAtMs: ___, nextAtMs: ____, ...kept } = first;
    expect(back).toMatchObject(kept);
    const broken = await town.call<Refused>("POST", "/schedules/import", "no calendar", {
      "content-type": "text/calendar",
    });
    expect(broken.body.code).toBe("ical-invalid");
  });
});
