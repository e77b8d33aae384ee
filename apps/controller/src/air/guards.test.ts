import { createHash } from "node:crypto";
import type { Ack } from "@dalaba/protocol";
import fc from "fast-check";
import { generate } from "mqtt-packet";
import { describe, expect, test } from "vitest";
import { makeDevice, makeTicket } from "./air-harness.test-support";
import { clockIdOf } from "./clock-id";
import { judgeConnect } from "./connect-rights";
import { FLOOD_LIMITS, FloodGate } from "./flood-gate";
import { Lanes } from "./lanes";
import { addressOf } from "./offer-scopes";
import { LATE_REPEATS_MS, OrderRepeats, REPEATS_MS } from "./order-repeats";
import { PacketScanner } from "./packet-scanner";
import { NEVER_HEARD, type Presence, type PresenceInput, stepPresence } from "./presence";
import { judgeProgress } from "./progress";
import { ReplayGuard } from "./replay-guard";
import { SpeakerBook } from "./speaker-book";
import { TicketShelf } from "./ticket-shelf";
import { TokenBucket } from "./token-bucket";

test("a bucket gives its burst, then its rate", () => {
  const bucket = new TokenBucket(50, 100, 0);
  let taken = 0;
  while (bucket.take(1, 0)) taken++;
  expect(taken).toBe(100);
  for (let ms = 1; ms <= 1000; ms++) while (bucket.take(1, ms)) taken++;
  expect(taken).toBe(150);
});

describe("the flood gate", () => {
  test("lets a healthy speaker through for ever", () => {
    const gate = new FloodGate(0);
    for (let ms = 0; ms < 600_000; ms += 100) expect(gate.judge(400, ms)).toBe("pass");
  });

  test("pauses twice and ends the third time within a minute", () => {
    const gate = new FloodGate(0);
    const verdicts: string[] = [];
    let ms = 0;
    for (let i = 0; i < 1000 && !verdicts.includes("destroy"); i++) {
      const verdict = gate.judge(20, ms);
      if (verdict === "pass") continue;
      verdicts.push(verdict);
      ms += FLOOD_LIMITS.pauseMs;
    }
    expect(verdicts).toEqual(["pause", "pause", "destroy"]);
  });

  test("forgets a pause after a minute", () => {
    const gate = new FloodGate(0);
    for (let minute = 0; minute < 5; minute++) {
      let verdict = "pass";
      while (verdict === "pass") verdict = gate.judge(20, minute * 61_000);
      expect(verdict).toBe("pause");
    }
  });

  test("counts bytes as well as packets", () => {
    const gate = new FloodGate(0);
    const passed = Array.from({ length: 20 }, () => gate.judge(16_000, 0)).indexOf("pause");
    expect(passed).toBe(8);
  });
});

test("packets are found whatever way the stream is cut", () => {
  const packets = [
    generate({ cmd: "pingreq" }),
    generate({
      cmd: "publish",
      topic: "a/b",
      payload: Buffer.alloc(300, 7),
      qos: 0,
      retain: false,
      dup: false,
    }),
    generate({ cmd: "publish", topic: "a", payload: "", qos: 0, retain: false, dup: false }),
    generate({ cmd: "pingreq" }),
  ];
  const stream = Buffer.concat(packets);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 40 }), (cuts) => {
      const scanner = new PacketScanner();
      const lengths: number[] = [];
      let from = 0;
      for (const size of [...cuts, stream.length]) {
        const chunk = stream.subarray(from, from + size);
        from += chunk.length;
        for (let at = 0; ; ) {
          const scan = scanner.next(chunk, at);
          if (scan.type !== "packet") break;
          lengths.push(scan.bytes);
          at = scan.end;
        }
      }
      expect(lengths).toEqual(packets.map(({ length }) => length));
    }),
  );
});

test("a packet that says it is over 16 KiB is refused at its header", () => {
  expect(new PacketScanner().next(Buffer.from([0x30, 0x81, 0x80, 0x01]), 0)).toMatchObject({
    type: "refused",
  });
  expect(new PacketScanner().next(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]), 0)).toMatchObject({
    type: "refused",
  });
});

describe("the replay guard", () => {
  const a = "00000000000000aa";
  const b = "00000000000000bb";

  test("takes each counter once, in any order within its window", () => {
    const guard = new ReplayGuard();
    const counters = [1, 2, 5, 3, 4, 2, 5];
    expect(counters.map((counter) => guard.admit({ bootId: a, counter }))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    for (let counter = 10; counter < 400; counter++) expect(guard.admit({ bootId: a, counter })).toBe(true);
    expect(guard.admit({ bootId: a, counter: 6 })).toBe(false);
  });

  test("a boot that another followed does not come back", () => {
    const guard = new ReplayGuard();
    expect(guard.admit({ bootId: a, counter: 9 })).toBe(true);
    expect(guard.admit({ bootId: b, counter: 1 })).toBe(true);
    expect(guard.admit({ bootId: a, counter: 10 })).toBe(false);
    expect(guard.bootId).toBe(b);
  });
});

test("presence: heartbeats, wills of the right boot, and silence", () => {
  let presence: Presence = NEVER_HEARD;
  const changes: string[] = [];
  const at = (seconds: number, input: PresenceInput) => {
    const step = stepPresence(presence, input, seconds * 1000);
    presence = step.presence;
    if (step.change) changes.push(`${seconds} ${step.change.online} ${step.change.why}`);
  };
  at(0, { type: "connected" });
  at(1, { type: "heard", bootId: "a" });
  at(30, { type: "heard", bootId: "a" });
  at(90, { type: "tick" });
  at(90.001, { type: "tick" });
  at(95, { type: "heard", bootId: "b" });
  at(96, { type: "goodbye", bootId: "a" });
  at(97, { type: "goodbye", bootId: "b" });
  at(98, { type: "heard", bootId: "b" });
  at(99, { type: "closed", why: "keepalive" });
  expect(changes).toEqual([
    "1 true heartbeat",
    "90.001 false heartbeat-lost",
    "95 true heartbeat",
    "97 false will",
    "98 true heartbeat",
    "99 false keepalive",
  ]);
});

test("progress: two seconds behind, three silent, six gone", () => {
  const progress = { heardAtMs: 0, reportedMediaTime: 48_000, sentMediaTime: 48_000 };
  expect(judgeProgress(progress, 3000)).toBe("keeps-up");
  expect(judgeProgress(progress, 3001)).toBe("silent");
  expect(judgeProgress(progress, 6001)).toBe("gone");
  expect(judgeProgress({ ...progress, sentMediaTime: 48_000 * 3 }, 0)).toBe("keeps-up");
  expect(judgeProgress({ ...progress, sentMediaTime: 48_000 * 3 + 1 }, 0)).toBe("behind");
  expect(judgeProgress({ ...progress, reportedMediaTime: undefined, sentMediaTime: 1e9 }, 0)).toBe(
    "keeps-up",
  );
});

describe("lanes", () => {
  const ack = (patch: Partial<Ack>): Ack => ({
    ...{ type: "ack", broadcast: "", order: 1, answer: "accept", why: "", holder: "", sync: "good" },
    ...patch,
  });

  test("tell a repeat of an answer from news", () => {
    const lanes = new Lanes([{ id: "a", delayClass: "lan" }]);
    const lane = lanes.get("a");
    if (!lane) throw new Error("no lane");
    lanes.offered("a", 0);
    expect(lanes.answered(lane, ack({ answer: "queued" }), 1, 0)).toBe(true);
    expect(lanes.answered(lane, ack({ answer: "queued" }), 2, 0)).toBe(false);
    expect(lane.state).toBe("queued");
    expect(lanes.answered(lane, ack({ answer: "accept" }), 3, 0)).toBe(true);
    expect(lane.state).toBe("accepted");
    lanes.reported(lane, 960, 960, 4);
    expect(lane.state).toBe("sounding");
    expect(lanes.owing()).toHaveLength(1);
  });

  test("expect no report before the first sample is due", () => {
    const lanes = new Lanes([{ id: "a", delayClass: "lan" }]);
    const lane = lanes.get("a");
    if (!lane) throw new Error("no lane");
    lanes.offered("a", 0);
    lanes.answered(lane, ack({}), 50, 3000);
    expect(lanes.laggards(5900, () => false)).toEqual([]);
    expect(lanes.laggards(6001, () => false)).toMatchObject([{ verdict: "silent" }]);
    expect(lanes.laggards(6001, () => true)).toEqual([]);
  });

  test("a refusal owes nothing and is not watched", () => {
    const lanes = new Lanes([{ id: "a", delayClass: "lan" }]);
    const lane = lanes.get("a");
    if (!lane) throw new Error("no lane");
    lanes.offered("a", 0);
    lanes.answered(lane, ack({ answer: "busy" }), 1, 0);
    expect(lane).toMatchObject({ state: "refused", why: "busy" });
    expect(lanes.owing()).toEqual([]);
    expect(lanes.laggards(60_000, () => false)).toEqual([]);
    expect(lanes.cut(lane, "disconnected", 0)).toBe(false);
  });
});

describe("orders", () => {
  const order = { counter: 7, bytes: Uint8Array.of(1), scope: { kind: "group", group: "all" } as const };

  test("go again after 100, 300 and 1,000 ms to who has not answered", () => {
    const repeats = new OrderRepeats();
    repeats.sent(order, ["a", "b"], 0);
    const due = (ms: number) => repeats.due(ms).map(({ to }) => to.join());
    expect(due(99)).toEqual([]);
    expect(due(100)).toEqual(["a,b"]);
    repeats.acknowledged(7, "a");
    expect(due(299)).toEqual([]);
    expect(due(300)).toEqual(["b"]);
    expect(repeats.wakeAtMs()).toBe(1000);
    expect(due(5000)).toEqual(["b"]);
    expect(due(9000)).toEqual([]);
    expect(repeats.wakeAtMs()).toBeUndefined();
  });

  test("stop when everyone answered, went away, or the broadcast ended", () => {
    const repeats = new OrderRepeats();
    repeats.sent(order, ["a"], 0, LATE_REPEATS_MS);
    repeats.forget("a");
    expect(repeats.due(1e6)).toEqual([]);
    repeats.sent(order, ["a"], 0, REPEATS_MS);
    repeats.clear();
    expect(repeats.due(1e6)).toEqual([]);
  });
});

describe("addressing", () => {
  const book = new SpeakerBook();
  const devices = Array.from({ length: 900 }, (_, i) => makeDevice(`speaker-with-a-long-name-${i}`));
  const ids = devices.map(({ id }) => id);
  book.put(
    devices.map(({ entry }) => entry),
    [{ name: "all", version: 1 }],
  );

  test("one speaker by its id, a whole group by its name, others as lists that fit an envelope", () => {
    expect(addressOf(ids.slice(0, 1), undefined, book)).toMatchObject([{ scope: { kind: "speaker" } }]);
    expect(addressOf(ids, "all", book)).toMatchObject([
      { scope: { kind: "group", group: "all" }, cfgVersion: 1 },
    ]);
    const lists = addressOf(ids, undefined, book);
    expect(lists.flatMap(({ speakers }) => speakers)).toEqual(ids);
    for (const { scope } of lists) {
      expect(scope.kind === "list" && scope.speakers.length).toBeLessThanOrEqual(400);
      expect(JSON.stringify(scope).length).toBeLessThan(7100);
    }
  });

  test("a group that is not exactly the targets, or whose members have older cfgs, is not used", () => {
    expect(addressOf(ids.slice(0, 899), "all", book)[0]?.scope.kind).toBe("list");
    expect(addressOf(ids, "z-other", book)[0]?.scope.kind).toBe("list");
    book.put([], [{ name: "all", version: 2 }]);
    expect(addressOf(ids, "all", book)[0]?.scope.kind).toBe("list");
  });
});

test("the book says who may not stay connected, and only them", () => {
  const book = new SpeakerBook();
  const [kept, disabled, rotated, removed] = ["k", "d", "r", "x"].map((id) => makeDevice(id).entry);
  if (!kept || !disabled || !rotated || !removed) throw new Error("four entries");
  book.put([kept, disabled, rotated, removed], []);
  const { shut } = book.replace(
    [{ ...kept, muted: true }, { ...disabled, disabled: true }, makeDevice("r").entry],
    [],
  );
  expect([...shut].sort()).toEqual([
    ["d", "disabled"],
    ["r", "rotated"],
    ["x", "removed"],
  ]);
  expect(book.size).toBe(3);
});

test("connecting needs the right password under the right names", () => {
  const book = new SpeakerBook();
  const device = makeDevice("a");
  book.put([device.entry], []);
  const claim = {
    ...{ clientId: "a", user: "a", willTopic: "pa/d/a/st" },
    password: Buffer.from(device.password),
  };
  const judge = (patch: Partial<typeof claim>) => {
    const verdict = judgeConnect({ ...claim, ...patch }, book.get(patch.clientId ?? "a"));
    return verdict.ok ? "ok" : verdict.code;
  };
  expect(judge({})).toBe("ok");
  expect(judge({ password: Buffer.from("x") })).toBe("wrong-password");
  expect(judge({ user: "b" })).toBe("client-id");
  expect(judge({ clientId: "b", user: "b" })).toBe("unknown-speaker");
  expect(judge({ willTopic: "pa/d/b/st" })).toBe("will-topic");
  expect(createHash("sha256").update(device.password).digest("hex")).toBe(device.entry.passwordSha256);
});

test("tickets are used once, expire after 30 s whatever they say, and are bounded", () => {
  const shelf = new TicketShelf();
  const ticket = makeTicket(["a"], { expiresAtUtcMs: 1e15 });
  shelf.put(ticket, 0);
  expect(shelf.peek(ticket.ticket, 30_000)?.broadcast).toBe(ticket.broadcast);
  expect(shelf.peek(`${ticket.ticket}0`, 0)).toBeUndefined();
  expect(shelf.peek(ticket.ticket, 30_001)).toBeUndefined();
  const many = Array.from({ length: 300 }, () => makeTicket(["a"], { expiresAtUtcMs: 1e15 }));
  for (const each of many) shelf.put(each, 0);
  expect(many.filter(({ ticket: secret }) => shelf.peek(secret, 0)).length).toBe(256);
});

test("the clock's name stays over restarts and changes with machine or boot", () => {
  expect(clockIdOf("machine", "boot")).toBe(clockIdOf("machine", "boot"));
  expect(clockIdOf("machine", "boot")).toMatch(/^[0-9a-f]{16}$/);
  expect(clockIdOf("machine", "other")).not.toBe(clockIdOf("machine", "boot"));
  expect(clockIdOf(undefined, "boot")).not.toBe(clockIdOf(undefined, "boot"));
});
