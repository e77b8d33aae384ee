import { join } from "node:path";
import type { Outcome } from "@dalaba/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AirCall, AirCalls, AirEvent, LiveBroadcast } from "../air/ipc";
import type { AirLink } from "../air-link";
import { StoredFeed } from "../feed/stored-feed";
import { silentLog } from "../log";
import { openTestTown, type TestTown } from "../town-store.test-support";
import { TroubleBoard } from "../trouble";
import { JournalIngester } from "./journal-ingester";
import {
  ack,
  BROADCAST,
  begin,
  end,
  receipt,
  settled,
  TestJournal,
  type TestLine,
} from "./journal-line.test-support";

let town: TestTown;
let journal: TestJournal;
let ingester: JournalIngester;
let troubles: TroubleBoard;
let onAir: LiveBroadcast[];
let hear: (event: AirEvent) => void;
let meet: (connected: boolean) => void;

const air: AirLink = {
  peer: null,
  ask: async <C extends AirCall>(call: C) =>
    (call === "onair" ? { ok: true, value: { broadcasts: onAir } } : { ok: true, value: {} }) as Outcome<
      AirCalls[C]["answer"]
    >,
  onEvent(listener) {
    hear = listener;
    return () => undefined;
  },
  onPeer(listener) {
    meet = listener;
    return () => undefined;
  },
  close: async () => undefined,
};

function begins(): JournalIngester {
  const made = new JournalIngester({
    ...town,
    air,
    log: silentLog,
    feed: new StoredFeed(town.store),
    troubles,
    folder: journal.folder,
    siteOf: (id) => town.store.speakers.get(id)?.site,
  });
  made.start();
  return made;
}

beforeEach(async () => {
  town = await openTestTown();
  journal = new TestJournal(join(town.folder, "journal"));
  troubles = new TroubleBoard();
  onAir = [];
  ingester = begins();
});
afterEach(async () => {
  await ingester.stop();
  town.close();
});

const say = (at: { segment: number; offset: number }) => hear({ type: "journal", ...at });
const stored = () => town.store.broadcasts.get(BROADCAST);
const rows = () => town.store.broadcasts.results(BROADCAST);
const kinds = () => town.store.events.since(0, 500).events.map(({ kind }) => kind);
const readTo = (at: { segment: number; offset: number }) =>
  vi.waitFor(() => expect(town.store.journal.position("air")).toEqual(at));

describe("taking air's journal in", () => {
  it("keeps what began, who answered, what sounded and how it ended, and counts it once it is settled", async () => {
    const begun = journal.write(
      begin(),
      ack("east-1"),
      ack("west-1", { answer: "busy", holder: "00000000000000b0" }),
    );
    say(begun);
    await readTo(begun);
    expect(stored()).toMatchObject({
      sites: ["east", "west"],
      targets: 3,
      endedAtMs: null,
      actor: { name: "wang" },
    });
    expect(rows()).toMatchObject([
      { speaker: "east-1", answer: "accept", withheldBecause: null },
      { speaker: "east-2", offeredAtMs: null, withheldBecause: "offline" },
      { speaker: "west-1", answer: "busy" },
    ]);
    const waiting = ingester.waiters.wait(BROADCAST, 20_000, new AbortController().signal);
    say(journal.write(receipt("east-1", 100), end(), settled()));
    await waiting;
    expect(stored()).toMatchObject({ endedBecause: "finished", frames: 100, settledAtMs: town.clock.ms });
    expect(stored()?.summary).toMatchObject({
      targets: 3,
      played: 1,
      partial: 0,
      failed: 2,
      firstSoundMs: { p50: 80.01 },
      failures: [
        { speaker: "east-2", reason: "offline" },
        { speaker: "west-1", reason: "busy" },
      ],
    });
    expect(kinds()).toEqual(["broadcast-started", "broadcast-ended", "broadcast-settled"]);
    const started = town.store.events.since(0).events[0];
    expect(started).toMatchObject({
      subject: BROADCAST,
      site: null,
      body: { sites: ["east", "west"], offline: 1 },
    });
  });

  it("tells how far it has come, many answers at once", async () => {
    const at = journal.write(begin(), ack("east-1"), ack("west-1"));
    say(at);
    await vi.waitFor(() => expect(kinds()).toContain("broadcast-progress"));
    expect(town.store.events.since(0).events.at(-1)?.body).toMatchObject({
      targets: 3,
      accepted: 2,
      receipts: 0,
    });
  });

  it("counts again when a receipt comes late", async () => {
    say(journal.write(begin(), ack("east-1"), end(), settled()));
    await vi.waitFor(() => expect(stored()?.summary).toMatchObject({ played: 0 }));
    say(journal.write(receipt("east-1", 98)));
    await vi.waitFor(() => expect(stored()?.summary).toMatchObject({ played: 0, partial: 1, failed: 2 }));
  });

  it("keeps what was played when the speaker, booted anew, is made to say that it played nothing", async () => {
    const spoken = (bootId: string, counter: number, line: TestLine): TestLine => {
      const head = Buffer.alloc(20);
      head[0] = 0xc2;
      head.writeBigUInt64BE(BigInt(`0x${bootId}`), 4);
      head.writeBigUInt64BE(BigInt(counter), 12);
      return { ...line, raw: head.toString("base64") } as TestLine;
    };
    const first = spoken("00000000000000a1", 90, receipt("east-1", 100));
    say(journal.write(begin(), ack("east-1"), first, end(), settled()));
    await vi.waitFor(() => expect(stored()?.summary).toMatchObject({ played: 1, failed: 2 }));
    const nothing = { firstSampleAtUs: 0, endMediaTime: 0, missing: 0, endedBecause: "dead-stream" } as const;
    const at = journal.write(spoken("00000000000000b2", 3, receipt("east-1", 0, nothing)));
    say(at);
    await readTo(at);
    expect(stored()?.summary).toMatchObject({ played: 1, partial: 0, failed: 2 });
    expect(rows()[0]).toMatchObject({ played: 100, endedBecause: "finished" });
  });

  it("takes each line in once, through a restart in mid-journal", async () => {
    const first = journal.write(begin());
    say(first);
    await readTo(first);
    await ingester.stop();
    ingester = begins();
    const last = journal.write(ack("east-1"), end(), settled());
    say(last);
    say(last);
    await readTo(last);
    expect(kinds().filter((kind) => kind === "broadcast-started")).toHaveLength(1);
    expect(kinds().filter((kind) => kind === "broadcast-settled")).toHaveLength(1);
  });

  it("passes over a line that it cannot take in, keeps the others, and says so", async () => {
    const odd = { ...begin(), broadcast: "00000000000000b2", actor: undefined } as never;
    const at = journal.write(begin(), odd, ack("east-1"));
    say(at);
    await readTo(at);
    expect(rows()[0]).toMatchObject({ answer: "accept" });
    expect(troubles.all()).toMatchObject([{ code: "journal-damaged" }]);
    expect(troubles.ready()).toBe(true);
  });

  it("notices lines that are not there any more", async () => {
    say(journal.write(begin()));
    journal.n += 3;
    const at = journal.write(end());
    say(at);
    await readTo(at);
    expect(troubles.all()).toMatchObject([{ code: "journal-gap", detail: "lines 2 to 4 are missing" }]);
  });

  it("settles by itself what air ended and never settled", async () => {
    const at = journal.write(begin(), end());
    say(at);
    await readTo(at);
    ingester.sweep();
    expect(stored()?.settledAtMs).toBeNull();
    town.clock.ms += 60_000;
    ingester.sweep();
    expect(stored()?.summary).toMatchObject({ targets: 3, failed: 3 });
  });

  it("ends what air does not know any more, when it is missing twice", async () => {
    const at = journal.write(begin());
    say(at);
    await readTo(at);
    onAir = [{ broadcast: BROADCAST } as LiveBroadcast];
    meet(true);
    say(at);
    await new Promise((resolve) => setTimeout(resolve, 20));
    ingester.sweep();
    expect(stored()?.endedAtMs).toBeNull();
    onAir = [];
    meet(true);
    say(at);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stored()?.endedAtMs).toBeNull();
    ingester.sweep();
    await vi.waitFor(() => expect(stored()).toMatchObject({ endedBecause: "air-restarted" }));
    expect(stored()?.settledAtMs).not.toBeNull();
  });

  it("answers who waits when the controller goes", async () => {
    const waiting = ingester.waiters.wait(BROADCAST, 30_000, new AbortController().signal);
    await ingester.stop();
    await waiting;
  });
});
