import { type AuditEntry, asId, type JournalEntry, type SpeakerId } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { CLIENTS, mustOpen, NOW } from "../testing.test-support";

const ID = "00000000000000a1";
const speaker = asId<SpeakerId>("d-1");
const audit: AuditEntry = {
  atMs: NOW,
  actor: "operator:ann",
  room: null,
  address: null,
  act: "talk",
  object: `broadcast:${ID}`,
  why: null,
  result: "ok",
  detail: {},
};

const started: JournalEntry = {
  kind: "started",
  start: {
    ...{
      id: ID,
      kind: "talk",
      priority: 60,
      class: "talk",
      actor: { kind: "operator", id: "ann", name: "Ann" },
    },
    ...{
      room: null,
      why: null,
      to: "all",
      speakers: [{ id: speaker, delayClass: "lan" }],
      sites: [],
      issued: 1,
    },
    ...{
      startedAtMs: NOW,
      codec: "opus",
      chime: "none",
      gainDb: 0,
      t0Us: 0,
      m0: 0,
      delayUs: { lan: 1, wan: 2 },
    },
  },
};
const rest: JournalEntry[] = [
  { kind: "offered", broadcast: ID, speakers: [speaker], atMs: NOW },
  { kind: "withheld", broadcast: ID, speakers: [speaker], because: "dropped-behind", atMs: NOW },
  {
    kind: "answered",
    broadcast: ID,
    speaker,
    answer: "accept",
    why: null,
    holder: null,
    sync: "good",
    atMs: NOW,
  },
  {
    kind: "receipt",
    broadcast: ID,
    receipt: {
      ...{
        speaker,
        bootId: "00000000000000b1",
        counter: 1,
        firstSampleAtUs: 1,
        firstMediaTime: 0,
        endMediaTime: 960,
        clockErrorUs: 1,
        played: 1,
        concealed: 0,
        late: 0,
        missing: 0,
      },
      ...{ endedBecause: "finished", receiptAtMs: NOW, receiptVerified: true, raw: "" },
    },
  },
  {
    kind: "ended",
    broadcast: ID,
    end: {
      endedAtMs: NOW,
      endedBecause: "finished",
      endedBy: null,
      firstFrameAtUs: 0,
      frames: 1,
      durationMs: 20,
      recordingPath: null,
    },
  },
  { kind: "audit", entry: audit },
  { kind: "event", event: { atMs: NOW, kind: "broadcast-ended", subject: ID, site: null, body: {} } },
];
const at = (segment: number, offset: number) => ({ segment, offset });

describe.each(CLIENTS)("ingesting the journal (%s)", (client) => {
  it("writes every kind of entry and moves the cursor with them", async () => {
    const store = await mustOpen(client);
    expect(store.journal.position("air")).toBeUndefined();
    expect(
      store.journal.ingest({ journal: "air", from: at(1, 0), to: at(1, 500), entries: [started, ...rest] }),
    ).toEqual({ ok: true, applied: 8 });
    expect(store.journal.position("air")).toEqual(at(1, 500));
    expect(store.broadcasts.get(ID)?.endedBecause).toBe("finished");
    expect(store.broadcasts.result(ID, "d-1")).toMatchObject({
      played: 1,
      answer: "accept",
      withheldBecause: "dropped-behind",
    });
    expect(store.audit.list({}).items).toHaveLength(1);
    expect(store.events.lastId()).toBe(1);
  });

  it("counts every line once, however often it is read again", async () => {
    const store = await mustOpen(client);
    const batch = { journal: "air", from: at(1, 0), to: at(1, 500), entries: [started, ...rest] };
    store.journal.ingest(batch);
    expect(store.journal.ingest(batch)).toEqual({ ok: true, applied: 0 });
    expect(store.journal.ingest({ ...batch, to: at(1, 300) })).toEqual({ ok: true, applied: 0 });
    expect(store.audit.list({}).items).toHaveLength(1);
    expect(store.events.lastId()).toBe(1);
  });

  it("refuses a batch that does not begin where the last one ended", async () => {
    const store = await mustOpen(client);
    const entries = [rest[5]!];
    const ingest = (from: { segment: number; offset: number }, to: { segment: number; offset: number }) =>
      store.journal.ingest({ journal: "air", from, to, entries });
    expect(ingest(at(1, 10), at(1, 20))).toMatchObject({ ok: false, code: "journal-gap" });
    expect(ingest(at(1, 0), at(1, 20)).ok).toBe(true);
    expect(ingest(at(1, 10), at(1, 30))).toMatchObject({
      ok: false,
      code: "journal-gap",
      params: { position: at(1, 20) },
    });
    expect(ingest(at(2, 5), at(2, 30))).toMatchObject({ ok: false, code: "journal-gap" });
    expect(ingest(at(2, 0), at(2, 30))).toEqual({ ok: true, applied: 1 });
    expect(ingest(at(1, 20), at(1, 40))).toEqual({ ok: true, applied: 0 });
    expect(store.audit.list({}).items).toHaveLength(2);
  });

  it("leaves nothing behind of a batch that fails", async () => {
    const store = await mustOpen(client);
    const broken: JournalEntry = { kind: "audit", entry: { ...audit, atMs: null as never } };
    expect(() =>
      store.journal.ingest({
        journal: "air",
        from: at(1, 0),
        to: at(1, 9),
        entries: [started, ...rest, broken],
      }),
    ).toThrow();
    expect(store.journal.position("air")).toBeUndefined();
    expect(store.broadcasts.get(ID)).toBeUndefined();
    expect(store.audit.list({}).items).toEqual([]);
  });
});
