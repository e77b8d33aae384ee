import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAudio, parseEnvelope, readOrder, type Stop } from "@dalaba/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLog } from "../log";
import { makeDevice, makeTicket } from "./air-harness.test-support";
import type { BroadcastParts } from "./broadcast-parts";
import { Counters } from "./counters";
import { DelayPolicy } from "./delay-policy";
import type { Downlink, OrderMail } from "./downlink";
import type { Journal } from "./journal";
import type { JournalEntry } from "./journal-line";
import { LatencyBoard } from "./latency-board";
import { OnAir } from "./on-air";
import { Prediction } from "./prediction";
import { PresenceBoard } from "./presence-board";
import { Signing } from "./signing";
import { SpeakerBook } from "./speaker-book";
import { fakeOpus } from "./test-sender.test-support";
import { STATUS } from "./test-speaker.test-support";
import type { Ticket } from "./ticket";

/** Everything of a broadcast but sockets and time, which stands still until a test moves it. */
let folder: string;
let nowUs: number;
let disk: boolean;
let lines: JournalEntry[];
let mails: OrderMail[];
let dropped: string[];
let troubles: string[];
let onRoute: Set<string>;
let present: Set<string>;
let audio: Uint8Array[];
let board: PresenceBoard;
let parts: BroadcastParts;
let onAir: OnAir;

const ids = ["a", "b", "c"];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-live-"));
  nowUs = 1_000_000_000;
  disk = true;
  lines = [];
  mails = [];
  dropped = [];
  troubles = [];
  onRoute = new Set();
  present = new Set(ids);
  audio = [];
  const book = new SpeakerBook();
  book.put(
    ids.map((id) => makeDevice(id).entry),
    [{ name: "all", version: 1 }],
  );
  board = new PresenceBoard(() => {});
  const signing = new Signing({
    command: { kid: 3, seed: randomBytes(32) },
    emergency: { kid: 5, seed: randomBytes(32) },
  });
  const downlink: Downlink = {
    kind: "embedded",
    adHocLeadUs: 0,
    present: (id) => present.has(id),
    reaches: (id) => present.has(id),
    order: (mail) => void mails.push(mail),
    route: () => ({
      add: (id) => void onRoute.add(id),
      remove: (id) => void onRoute.delete(id),
      send: (message) => void audio.push(message),
    }),
    clockReply: () => {},
    putDocuments: async () => {},
    drop: (id, why) => void dropped.push(`${id} ${why}`),
    close: async () => {},
  };
  const write = (entry: JournalEntry): boolean => {
    if (disk) lines.push(entry);
    return disk;
  };
  parts = {
    ...{
      book,
      board,
      downlink,
      prediction: new Prediction(),
      latency: new LatencyBoard(),
      delays: new DelayPolicy(),
      counters: new Counters(),
      log: silentLog,
    },
    signer: {
      ask: async (ask) =>
        ask.type === "load"
          ? { ok: true, bytes: new Uint8Array(0), counter: 0 }
          : signing.sign(ask, nowUs / 1000),
      close: async () => {},
    },
    journal: { write, writeNow: write } as unknown as Journal,
    clocks: { serverTimeUs: () => nowUs, utcMs: () => nowUs / 1000 },
    clockId: "00000000000000cc",
    dataFolder: folder,
    streamKey: () => ({ kid: 1, seed: randomBytes(32) }),
    epoch: () => 1,
    heardAtMs: () => Number.NEGATIVE_INFINITY,
    trouble: (code) => void troubles.push(code),
    tell: () => {},
  };
  onAir = new OnAir(parts);
});

afterEach(() => {
  onAir.close(null);
  rmSync(folder, { recursive: true, force: true });
});

async function begin(patch: Partial<Ticket> = {}) {
  const ticket = makeTicket(ids, patch);
  const begun = await onAir.begin(ticket, "mic", nowUs);
  if (!begun.ok) throw new Error(begun.code);
  return { ...begun, id: ticket.broadcast };
}

const frame = (sequence: number) => ({ voiced: true, sequence, captureUs: 0, opus: fakeOpus(sequence) });
const types = () => lines.map(({ type }) => type);

/** Passes time in the 50 ms steps in which `air` looks. */
function pass(ms: number, each: (atMs: number) => void = () => {}): void {
  for (let t = 0; t < ms; t += 50) {
    nowUs += 50_000;
    each(t);
    onAir.tick();
  }
}

const report = (speaker: string, broadcast: string, lastMediaTime: number) => {
  const counts = { played: 0, concealed: 0, late: 0, missing: 0 };
  onAir.heard({
    ...{ speaker, bootId: "1", raw: new Uint8Array(0), retained: false },
    message: { type: "report", broadcast, lastSequence: 0, lastMediaTime, ...counts },
  });
};

test("the journal knows of a broadcast before any speaker does", async () => {
  let known: string[] | undefined;
  parts.downlink.order = (mail) => {
    known ??= types();
    mails.push(mail);
  };
  await begin();
  expect(known).toEqual(["begin"]);
  expect(mails[0]?.to).toEqual(ids);
});

test("with a full disk a talk is refused and an evacuation goes out", async () => {
  disk = false;
  await expect(begin()).rejects.toThrow("journal-failed");
  expect(mails).toEqual([]);
  await begin({ priority: 100, class: "evacuation" });
  expect(mails).toHaveLength(1);
});

test("a disk that takes no recording leaves the talk alone", async () => {
  writeFileSync(join(folder, "recordings"), "in the way");
  const { broadcast } = await begin();
  broadcast.frame(frame(0));
  expect(audio).toHaveLength(1);
  expect(troubles).toEqual(["recording-failed"]);
  expect(lines[0]).toMatchObject({ type: "begin", recording: null });
});

test("who reports nothing loses the audio after 3 s and the connection after 6; who reports keeps both", async () => {
  const { broadcast, id } = await begin();
  let sequence = 0;
  const look = (atMs: number) => {
    for (; sequence * 20 < (nowUs - 1_000_000_000) / 1000; sequence++) broadcast.frame(frame(sequence));
    if (atMs % 1000 === 0) for (const speaker of ["a", "b"]) report(speaker, id, sequence * 960);
  };
  pass(2900, look);
  expect([...onRoute]).toEqual(ids);
  pass(700, look);
  expect([...onRoute]).toEqual(["a", "b"]);
  expect(lines.at(-1)).toMatchObject({ type: "cut", speaker: "c", reason: "dropped-behind" });
  expect(dropped).toEqual([]);
  pass(3000, look);
  expect(dropped).toEqual(["c frozen"]);
  pass(60_000, look);
  expect([...onRoute]).toEqual(["a", "b"]);
  expect(types().filter((type) => type === "cut")).toHaveLength(1);
});

test("who shows life elsewhere is not dropped, only left without audio", async () => {
  const { broadcast } = await begin();
  (parts as { heardAtMs: (id: string) => number }).heardAtMs = () => nowUs / 1000 - 100;
  broadcast.frame(frame(0));
  pass(10_000);
  expect(onRoute.size).toBe(0);
  expect(dropped).toEqual([]);
});

test("nobody is given up, and nothing settled, for the seconds in which air stood still", async () => {
  const { broadcast, id } = await begin();
  broadcast.frame(frame(0));
  pass(1_000, () => ids.map((speaker) => report(speaker, id, 960)));
  nowUs += 8_000_000;
  onAir.tick();
  expect([onRoute.size, dropped, types()]).toEqual([3, [], ["begin"]]);
  pass(2_900);
  expect(onRoute.size).toBe(3);
  pass(600);
  expect(onRoute.size).toBe(0);
  broadcast.finish({ because: "finished", why: "" }, null);
  nowUs += 20_000_000;
  onAir.tick();
  expect(types()).not.toContain("settled");
  pass(6_000);
  expect(types()).toContain("settled");
});

test("it settles when every receipt is in, or five seconds after the last sample", async () => {
  const { broadcast, id } = await begin();
  for (let i = 0; i < 50; i++) broadcast.frame(frame(i));
  broadcast.finish({ because: "finished", why: "" }, null);
  pass(6300);
  expect(types()).not.toContain("settled");
  pass(200);
  // 1 s of audio, 400 ms of D, 5 s.
  expect(types().filter((type) => type === "settled")).toHaveLength(1);
  expect(broadcast.phase).toBe("settled");
  broadcast.finish({ because: "stopped", why: "" }, null);
  expect(types().filter((type) => type === "end")).toHaveLength(1);
  expect(
    onAir.stop({ broadcasts: [id], priority: 100, by: { kind: "system", id: "x", name: "x" } }),
  ).toMatchObject({
    notFound: [id],
  });
});

const STOPPER = { kind: "operator", id: "x", name: "x" } as const;
const stopOf = (mail: OrderMail | undefined): Stop | undefined => {
  const parsed = parseEnvelope(mail?.bytes as Uint8Array);
  const read = parsed.ok ? readOrder(parsed.envelope) : parsed;
  return read.ok && read.order.type === "stop" ? read.order : undefined;
};

test("a stop reaches the tail of a file that has been sent whole, and settles it sooner", async () => {
  const { broadcast, id } = await begin({ kind: "play", class: "file", priority: 40 });
  for (let i = 0; i < 50; i++) broadcast.frame(frame(i));
  broadcast.finish({ because: "finished", why: "" }, null);
  await vi.waitFor(() => expect(stopOf(mails.at(-1))).toMatchObject({ endMediaTime: 50 * 960 }));
  pass(500);
  expect(onAir.goesOn("a", id)).toBe(true);
  const ask = { broadcasts: "all", by: STOPPER } as const;
  expect(onAir.stop({ ...ask, priority: 30 })).toMatchObject({ refused: [{ code: "priority-too-high" }] });
  expect(onAir.stop({ ...ask, priority: 100 })).toMatchObject({ stopped: [{ broadcast: id }] });
  await vi.waitFor(() => expect(stopOf(mails.at(-1))?.endMediaTime).toBeUndefined());
  expect(stopOf(mails.at(-1))).toMatchObject({ broadcasts: [id], reason: "stopped" });
  expect(mails.at(-1)?.to).toEqual(ids);
  expect(onAir.goesOn("a", id)).toBe(false);
  expect(onAir.stop({ ...ask, priority: 100 })).toMatchObject({ stopped: [] });
  expect(types().filter((type) => type === "end")).toHaveLength(1);
  pass(5_000);
  expect(types()).toContain("settled");
});

test("one speaker can be silenced in the tail", async () => {
  const { broadcast } = await begin({ kind: "play", class: "file", priority: 40 });
  for (let i = 0; i < 50; i++) broadcast.frame(frame(i));
  broadcast.finish({ because: "finished", why: "" }, null);
  pass(100);
  await onAir.silence("b");
  expect(stopOf(mails.at(-1))).toMatchObject({ reason: "disabled", scope: { speaker: "b" } });
  expect(stopOf(mails.at(-1))?.endMediaTime).toBeUndefined();
});

test("a STOP that the signer cannot sign now is signed when it can", async () => {
  const { broadcast } = await begin();
  broadcast.frame(frame(0));
  const { signer } = parts;
  let away = 2;
  (parts as { signer: typeof signer }).signer = {
    ...signer,
    ask: (ask) =>
      away-- > 0 ? Promise.resolve({ ok: false, code: "signer-unavailable", detail: "" }) : signer.ask(ask),
  };
  broadcast.finish({ because: "stopped", why: "" }, null);
  const end = performance.now() + 5000;
  while (mails.length < 2 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(stopOf(mails[1])?.reason).toBe("stopped");
});

test("amplifiers that wake slowly move t0 by what D does not cover, 400 ms at most", async () => {
  const wake = (speaker: string, wakeMs: number) =>
    board.keepStatus({ type: "status", speaker, status: { ...STATUS, wakeMs }, at: 0 });
  wake("a", 60);
  expect((await begin()).t0Us).toBe(nowUs);
  wake("b", 200);
  expect((await begin()).t0Us).toBe(nowUs + 120_000);
  wake("c", 3000);
  expect((await begin()).t0Us).toBe(nowUs + 400_000);
});

test("nothing is sent in larger messages than the smallest speaker takes", async () => {
  board.keepStatus({ type: "status", speaker: "b", status: { ...STATUS, maxFrames: 2 }, at: 0 });
  const { broadcast } = await begin({ kind: "play", class: "file", priority: 40 });
  for (let i = 0; i < 4; i++) broadcast.frame(frame(i));
  const sizes = audio.map((bytes) => {
    const parsed = parseAudio(bytes);
    return parsed.ok ? parsed.message.frames.length : 0;
  });
  expect(sizes).toEqual([2, 2]);
});

test("a second broadcast of lower priority is offered all the same, and reckoned as outranked", async () => {
  await begin({ priority: 64 });
  const { id } = await begin({ priority: 60 });
  const view = onAir.view().find(({ broadcast }) => broadcast === id);
  expect(view?.speakers.map(({ state, predicted }) => [state, predicted])).toEqual(
    ids.map(() => ["offered", "none"]),
  );
  expect(mails).toHaveLength(2);
});

test("whatever ends while the offer is signed ends right after it", async () => {
  const ticket = makeTicket(ids);
  const starting = onAir.begin(ticket, "mic", nowUs);
  expect(
    onAir.stop({ broadcasts: "all", priority: 100, by: { kind: "system", id: "x", name: "x" } }),
  ).toMatchObject({
    stopped: [{ broadcast: ticket.broadcast }],
  });
  await starting;
  expect(types()).toEqual(["begin", "end"]);
});
