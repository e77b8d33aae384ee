import { join } from "node:path";
import {
  asId,
  type BroadcastEnd,
  type BroadcastStart,
  type ReceiptRow,
  type SiteId,
  type SpeakerId,
  sumBroadcast,
} from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { allPages, CLIENTS, mustOpen, NOW, temporaryFolder } from "../testing.test-support";

const s = (id: string) => asId<SpeakerId>(id);

function start(number: number, fields: Partial<BroadcastStart> = {}): BroadcastStart {
  return {
    id: number.toString(16).padStart(16, "0"),
    kind: "talk",
    priority: 60,
    class: "talk",
    actor: { kind: "operator", id: "ann", name: "Ann" },
    room: "centre",
    why: null,
    to: "site:dongcun",
    speakers: [
      { id: s("d-1"), delayClass: "lan" },
      { id: s("d-2"), delayClass: "wan" },
      { id: s("d-3"), delayClass: "lan" },
    ],
    sites: [asId<SiteId>("dongcun")],
    issued: NOW * 1000,
    startedAtMs: NOW + number,
    codec: "opus",
    chime: "none",
    gainDb: 0,
    t0Us: 5_000_000,
    m0: 0,
    delayUs: { lan: 80_000, wan: 400_000 },
    ...fields,
  };
}

const end = (fields: Partial<BroadcastEnd> = {}): BroadcastEnd => ({
  endedAtMs: NOW + 10_000,
  endedBecause: "finished",
  endedBy: null,
  firstFrameAtUs: 5_000_000,
  frames: 500,
  durationMs: 10_000,
  recordingPath: "recordings/1.opus",
  ...fields,
});

const receipt = (speaker: string, fields: Partial<ReceiptRow> = {}): ReceiptRow => ({
  speaker: s(speaker),
  bootId: "00000000000000b1",
  counter: 7,
  firstSampleAtUs: 5_080_100,
  firstMediaTime: 0,
  endMediaTime: 480_000,
  clockErrorUs: 300,
  played: 500,
  concealed: 0,
  late: 0,
  missing: 0,
  endedBecause: "finished",
  receiptAtMs: NOW + 10_500,
  receiptVerified: true,
  raw: Buffer.from("receipt bytes").toString("base64"),
  ...fields,
});

const answer = (name: "accept" | "busy", atMs = NOW) => ({
  answer: name,
  why: null,
  holder: null,
  sync: "good" as const,
  atMs,
});

describe.each(CLIENTS)("broadcasts in the store (%s)", (client) => {
  it("fold to one row each once they are old enough, and keep what they came to", async () => {
    const store = await mustOpen(client);
    const { broadcasts } = store;
    for (const number of [1, 2, 3]) {
      const { id } = start(number);
      broadcasts.start(start(number));
      broadcasts.end(id, end({ endedAtMs: NOW + number * 1000 }));
      broadcasts.receipt(id, receipt("d-1"));
      const facts = { id, firstFrameAtUs: 5_000_000, framesSent: 500 };
      const { summary, verdicts } = sumBroadcast(facts, broadcasts.results(id));
      // The third one is old, too, and nobody has counted it yet.
      if (number < 3) broadcasts.settle(id, summary, verdicts, NOW);
    }
    const ids = [1, 2, 3].map((number) => start(number).id);
    const rows = () => ids.map((id) => broadcasts.results(id).length);
    expect(broadcasts.foldReceipts(0, NOW + 2000)).toEqual({ folded: 1, untilMs: NOW + 1000 });
    expect(rows()).toEqual([0, 3, 3]);
    expect(broadcasts.foldReceipts(NOW + 1001, NOW + 9000, 1)).toEqual({ folded: 1, untilMs: NOW + 2000 });
    expect(rows()).toEqual([0, 0, 3]);
    expect(broadcasts.foldReceipts(NOW + 2001, NOW + 9000)).toEqual({ folded: 0, untilMs: NOW + 2001 });
    expect(broadcasts.get(ids[0] as string)?.summary).toMatchObject({ targets: 3 });
    store.close();
  });

  it("run from offer to summary, row by row", async () => {
    const store = await mustOpen(client);
    const { broadcasts } = store;
    const id = start(1).id;
    broadcasts.start(start(1));
    broadcasts.offered(id, ["d-1", "d-2"], NOW + 5);
    broadcasts.withheld(id, ["d-3"], "offline");
    broadcasts.answered(id, "d-1", answer("accept", NOW + 6));
    broadcasts.answered(id, "d-2", answer("accept", NOW + 6));
    expect(broadcasts.open().map((one) => one.id)).toEqual([id]);
    broadcasts.end(id, end());
    broadcasts.receipt(id, receipt("d-1"));
    broadcasts.receipt(id, receipt("d-2", { firstSampleAtUs: 5_400_500, played: 400, missing: 100 }));
    expect(broadcasts.open()).toEqual([]);
    expect(broadcasts.unsettled().map((one) => one.id)).toEqual([id]);
    const stored = broadcasts.get(id)!;
    const { summary, verdicts } = sumBroadcast(
      { id, firstFrameAtUs: stored.firstFrameAtUs, framesSent: stored.frames },
      broadcasts.results(id),
    );
    expect(summary).toMatchObject({
      ...{ targets: 3, played: 1, partial: 1, failed: 1 },
      firstSoundMs: { p50: 80.1, p99: 400.5 },
      // d-1 missed its playAt by 0.1 ms, d-2 by 0.5 ms: the classes' delays are planned and no skew.
      skewMs: { p50: 0.4, p99: 0.4, boundMs: 0.3 },
      failures: [
        { speaker: "d-2", reason: "frames-lost" },
        { speaker: "d-3", reason: "offline" },
      ],
    });
    broadcasts.settle(id, summary, verdicts, NOW + 20_000);
    expect(broadcasts.unsettled()).toEqual([]);
    expect(broadcasts.get(id)).toMatchObject({
      summary,
      settledAtMs: NOW + 20_000,
      targets: 3,
      sites: ["dongcun"],
      actor: { kind: "operator", id: "ann", name: "Ann" },
      delayUs: { lan: 80_000, wan: 400_000 },
    });
    expect(broadcasts.result(id, "d-2")).toMatchObject({
      verdict: "partial",
      reason: "frames-lost",
      expected: 500,
      plannedAtUs: 5_400_000,
      receiptVerified: true,
    });
    expect(Buffer.from(broadcasts.receiptBytes(id, "d-1")!).toString()).toBe("receipt bytes");
    expect(broadcasts.receiptBytes(id, "d-3")).toBeUndefined();
    expect(broadcasts.result(id, "x")).toBeUndefined();
    expect(broadcasts.get("ffffffffffffffff")).toBeUndefined();
  });

  it("take every message any number of times, late ones too", async () => {
    const store = await mustOpen(client);
    const id = start(1).id;
    const tell = () => {
      store.broadcasts.start(start(1));
      store.broadcasts.offered(id, ["d-1"], NOW + 5);
      store.broadcasts.answered(id, "d-1", answer("accept", NOW + 6));
      store.broadcasts.receipt(id, receipt("d-1"));
      store.broadcasts.end(id, end());
    };
    tell();
    const once = [store.broadcasts.get(id), store.broadcasts.results(id)];
    tell();
    expect([store.broadcasts.get(id), store.broadcasts.results(id)]).toEqual(once);
    store.broadcasts.offered(id, ["d-1"], NOW + 900);
    store.broadcasts.answered(id, "d-1", answer("busy", NOW + 1));
    store.broadcasts.end(id, end({ endedBecause: "stopped" }));
    store.broadcasts.start(start(1, { priority: 100 }));
    expect([store.broadcasts.get(id), store.broadcasts.results(id)]).toEqual(once);
    for (const act of [
      () => store.broadcasts.offered("00000000000000ff", ["d-1"], NOW),
      () => store.broadcasts.answered("00000000000000ff", "d-1", answer("accept")),
      () => store.broadcasts.receipt("00000000000000ff", receipt("d-1")),
      () => store.broadcasts.receipt(id, receipt("stranger")),
      () => store.broadcasts.end("00000000000000ff", end()),
    ])
      act();
    expect(store.broadcasts.results("00000000000000ff")).toEqual([]);
    expect(store.broadcasts.results(id)).toHaveLength(3);
  });

  it("never let a receipt that did not verify displace one that did", async () => {
    const store = await mustOpen(client);
    const id = start(1).id;
    store.broadcasts.start(start(1));
    store.broadcasts.receipt(id, receipt("d-1", { receiptVerified: false, played: 9 }));
    expect(store.broadcasts.result(id, "d-1")).toMatchObject({ receiptVerified: false, played: 9 });
    store.broadcasts.receipt(id, receipt("d-1", { played: 480 }));
    store.broadcasts.receipt(
      id,
      receipt("d-1", { receiptVerified: false, played: 0, receiptAtMs: NOW + 99_999 }),
    );
    expect(store.broadcasts.result(id, "d-1")).toMatchObject({ receiptVerified: true, played: 480 });
    store.broadcasts.receipt(id, receipt("d-1", { played: 490, receiptAtMs: NOW + 11_000 }));
    expect(store.broadcasts.result(id, "d-1")?.played).toBe(490);
    store.broadcasts.receipt(id, receipt("d-1", { played: 1, receiptAtMs: NOW }));
    expect(store.broadcasts.result(id, "d-1")?.played).toBe(490);
  });

  it("keep what was played when another boot says that it played nothing", async () => {
    const store = await mustOpen(client);
    const id = start(1).id;
    store.broadcasts.start(start(1));
    store.broadcasts.receipt(id, receipt("d-1"));
    const before = store.broadcasts.result(id, "d-1");
    const silent = { firstSampleAtUs: null, firstMediaTime: null, endMediaTime: null, played: 0, late: 500 };
    const again = { ...silent, bootId: "00000000000000b2", counter: 1, receiptAtMs: NOW + 30_000 };
    store.broadcasts.receipt(id, receipt("d-1", { ...again, endedBecause: "dead-stream", raw: "AAAA" }));
    expect(store.broadcasts.result(id, "d-1")).toEqual(before);
    expect(Buffer.from(store.broadcasts.receiptBytes(id, "d-1")!).toString()).toBe("receipt bytes");
  });

  it("add up what two boots played, in either order, and over a restart", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    const store = await mustOpen(client, file);
    const id = start(1).id;
    store.broadcasts.start(start(1));
    const after = receipt("d-1", {
      ...{ bootId: "00000000000000b2", counter: 2, firstSampleAtUs: 8_080_000, firstMediaTime: 144_000 },
      ...{ played: 340, missing: 10, receiptAtMs: NOW + 9_000 },
    });
    const before = receipt("d-1", { played: 100, endMediaTime: 96_000, endedBecause: "restarted" });
    store.broadcasts.receipt(id, after);
    store.close();
    const opened = await mustOpen(client, file);
    opened.broadcasts.receipt(id, before);
    opened.broadcasts.receipt(id, after);
    expect(opened.broadcasts.result(id, "d-1")).toMatchObject({
      ...{ played: 440, missing: 10, firstSampleAtUs: 5_080_100, plannedAtUs: 5_080_000 },
      ...{ endedBecause: "finished", receiptAtMs: NOW + 10_500 },
    });
  });

  it("a re-offer takes back that it was withheld", async () => {
    const store = await mustOpen(client);
    const id = start(1).id;
    store.broadcasts.start(start(1));
    store.broadcasts.withheld(id, ["d-1"], "offline");
    store.broadcasts.offered(id, ["d-1"], NOW + 50);
    expect(store.broadcasts.result(id, "d-1")).toMatchObject({
      withheldBecause: null,
      offeredAtMs: NOW + 50,
    });
  });

  it("are listed newest first, filtered, page by page", async () => {
    const store = await mustOpen(client);
    for (let number = 1; number <= 5; number++)
      store.broadcasts.start(
        start(number, {
          startedAtMs: NOW + (number < 4 ? 0 : number),
          kind: number === 5 ? "play" : "talk",
          sites: number === 2 ? [asId<SiteId>("xicun"), asId<SiteId>("dongcun")] : [asId<SiteId>("dongcun")],
          speakers: [{ id: s(`d-${number}`), delayClass: "lan" }],
        }),
      );
    store.broadcasts.end(start(5).id, end());
    const numbers = (items: readonly { id: string }[]) => items.map(({ id }) => Number.parseInt(id, 16));
    expect(numbers(allPages((request) => store.broadcasts.list(request)))).toEqual([5, 4, 3, 2, 1]);
    expect(numbers(store.broadcasts.list({ sites: ["xicun"] }).items)).toEqual([2]);
    expect(numbers(store.broadcasts.list({ sites: [] }).items)).toEqual([]);
    expect(numbers(store.broadcasts.list({ speaker: "d-3" }).items)).toEqual([3]);
    expect(numbers(store.broadcasts.list({ kind: "play" }).items)).toEqual([5]);
    expect(numbers(store.broadcasts.list({ living: true }).items)).toEqual([4, 3, 2, 1]);
    expect(numbers(store.broadcasts.list({ living: false }).items)).toEqual([5]);
    expect(numbers(store.broadcasts.list({ fromMs: NOW + 4, toMs: NOW + 5 }).items)).toEqual([4]);
    expect(numbers(store.broadcasts.list({ actor: "nobody" }).items)).toEqual([]);
    expect(store.broadcasts.list({ after: "nonsense" })).toEqual({ items: [], next: null });
  });

  it("forget old recordings and keep their rows", async () => {
    const store = await mustOpen(client);
    for (const number of [1, 2, 3]) {
      store.broadcasts.start(start(number));
      store.broadcasts.end(
        start(number).id,
        end({ endedAtMs: NOW + number, recordingPath: `recordings/${number}.opus` }),
      );
    }
    expect(store.broadcasts.pruneRecordings(NOW + 3, 1)).toEqual(["recordings/1.opus"]);
    expect(store.broadcasts.pruneRecordings(NOW + 3)).toEqual(["recordings/2.opus"]);
    expect(store.broadcasts.pruneRecordings(NOW + 3)).toEqual([]);
    expect(store.broadcasts.list({}).items.map(({ recordingPath }) => recordingPath)).toEqual([
      "recordings/3.opus",
      null,
      null,
    ]);
  });

  it("hold a town of 2,700 speakers in one broadcast", async () => {
    const store = await mustOpen(client);
    const speakers = Array.from({ length: 2700 }, (_, index) => ({
      id: s(`s-${index}`),
      delayClass: "lan" as const,
    }));
    store.broadcasts.start(start(1, { speakers }));
    store.broadcasts.offered(
      start(1).id,
      speakers.map(({ id }) => id),
      NOW,
    );
    expect(store.broadcasts.results(start(1).id).filter((row) => row.offeredAtMs === NOW)).toHaveLength(2700);
  });
});
