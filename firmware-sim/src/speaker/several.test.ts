import { describe, expect, it } from "vitest";
import { EMERGENCY, offerOf, stopOf, UTC0 } from "./signed-wire.test-support";
import { TestTown, talking } from "./test-town.test-support";

const A = "00000000000000aa";
const B = "00000000000000bb";

describe("more than one broadcast", () => {
  it("a higher one ends live speech, and both receipts say why", () => {
    const town = talking(A, { priority: 60 });
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs(), priority: 64, issued: 2 }));
    town.send(B, 0, 25, { eosAt: 24 });
    town.run(300);
    expect(town.receipts).toMatchObject([
      { broadcast: A, endedBecause: "outranked", duckedBy: B },
      { broadcast: B, endedBecause: "finished", played: 25 },
    ]);
  });

  it("an equal one is told who holds the speaker", () => {
    const town = talking(A, { priority: 60 });
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs(), priority: 60, issued: 2 }));
    expect(town.acks.at(-1)).toMatchObject({ broadcast: B, answer: "busy", holder: A });
  });

  it("a stored one is suspended, runs on silently and is rejoined at the common position", () => {
    const town = talking(A, { priority: 40, class: "file", resume: "rejoin" });
    const t0 = town.nowUs - 500_000;
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs(), priority: 60, issued: 2 }));
    let sent = 25;
    town.send(B, 0, 50, { eosAt: 49, beside: () => town.sendOne(A, sent++) });
    town.keepSending(A, sent, 600);
    const heard = town.heard.filter((each) => each.what === "frame" && each.broadcast === A);
    const rejoined = heard.find((each) => each.atUs > t0 + 1_500_000);
    expect(Math.abs((rejoined?.atUs ?? 0) - (t0 + 80_000 + (rejoined?.mediaTime ?? 0) / 0.048))).toBeLessThan(
      100,
    );
    town.order(stopOf(A));
    town.run(100);
    const [, receipt] = town.receipts;
    expect(receipt).toMatchObject({ broadcast: A, duckedBy: B, late: 0, missing: 0 });
    expect(receipt?.played).toBeLessThan(60);
  });

  it("music goes on 18 dB down under a talk, and comes up again after it", () => {
    const town = talking(A, { priority: 10, class: "music", resume: "rejoin" });
    const alone = town.peak(20);
    const t0 = town.nowUs;
    // A talk that says nothing: what is heard is the music.
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs(), priority: 60, issued: 2 }));
    expect(town.acks.at(-1)).toMatchObject({ broadcast: B, answer: "accept" });
    town.keepSending(A, 25, 300);
    expect(town.speaker.sounding.toSorted()).toEqual([A, B]);
    expect(20 * Math.log10(town.peak(60) / alone)).toBeCloseTo(-18, 0);
    town.order(stopOf(B));
    town.keepSending(A, 25 + Math.round((town.nowUs - t0) / 20_000), 300);
    expect(town.peak(40) / alone).toBeGreaterThan(0.9);
    town.order(stopOf(A));
    town.run(100);
    // Ducked slots count as played (SPEC 9.2): nothing of it is missing.
    expect(town.receipts.at(-1)).toMatchObject({ broadcast: A, duckedBy: B, late: 0, missing: 0 });
  });

  it("music that comes while somebody talks joins 18 dB down, and a third one is told who holds the speaker", () => {
    const town = talking(A, { priority: 60 });
    const music = { priority: 10, class: "music", resume: "rejoin" } as const;
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs(), issued: 2, ...music }));
    expect(town.acks.at(-1)).toMatchObject({ broadcast: B, answer: "accept" });
    expect(town.speaker.sounding.toSorted()).toEqual([A, B]);
    const C = "00000000000000cc";
    town.order(offerOf({ broadcast: C, t0Us: town.serverUs(), issued: 3, ...music }));
    expect(town.acks.at(-1)).toMatchObject({ broadcast: C, answer: "outranked", holder: A });
  });

  it("an alert cuts both, and sounds alone", () => {
    const town = talking(A, { priority: 10, class: "music", resume: "rejoin" });
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs(), priority: 60, issued: 2 }));
    const C = "00000000000000cc";
    const alert = { priority: 80, class: "alert", issued: 3 } as const;
    town.order(offerOf({ broadcast: C, t0Us: town.serverUs(), ...alert }), EMERGENCY);
    expect(town.speaker.sounding).toEqual([C]);
  });

  it("a speaker that mixes one suspends the music instead", () => {
    const town = talking(
      A,
      { priority: 10, class: "music", resume: "rejoin" },
      new TestTown({ mixed: 1 }).join(),
    );
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs(), priority: 60, issued: 2 }));
    expect(town.speaker.sounding).toEqual([B]);
  });

  it("an id that somebody took with less authority does not hold up an alert of that id", () => {
    const town = talking(A, { priority: 10, class: "music" });
    const alert = { priority: 80, class: "alert", t0Us: town.serverUs(), issued: 2 } as const;
    town.order(offerOf({ broadcast: A, ...alert }), EMERGENCY);
    expect(town.acks.at(-1)).toMatchObject({ answer: "accept" });
    town.send(A, 40, 25, { mediaTimeOf: (n) => (n - 40) * 960, eosAt: 64 });
    town.run(300);
    expect(town.receipts.map(({ endedBecause }) => endedBecause)).toEqual(["replaced", "finished"]);
    expect(town.receipts[1]?.played).toBeGreaterThan(40);
  });

  it("an offer that waits answers again when it starts", () => {
    const town = talking(A, { priority: 60 });
    town.order(
      offerOf({ broadcast: B, t0Us: town.serverUs() + 500_000, priority: 60, issued: 2, waitMs: 60_000 }),
    );
    expect(town.acks.at(-1)).toMatchObject({ broadcast: B, answer: "queued", holder: A });
    const { order } = town.acks.at(-1) ?? {};
    town.order(stopOf(A));
    expect(town.acks.filter((ack) => ack.broadcast === B)).toMatchObject([
      { answer: "queued" },
      { answer: "accept", order },
    ]);
  });

  it("an offer that waited too long gets a receipt without a sound", () => {
    const town = talking(A, { priority: 60, class: "file", resume: "rejoin" });
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs(), priority: 60, issued: 2, waitMs: 1_000 }));
    town.keepSending(A, 25, 1_200);
    expect(town.receipts).toMatchObject([{ broadcast: B, endedBecause: "expired", played: 0 }]);
    expect(town.receipts[0]?.audioHash).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  it("one that died is offered again, joined late, and its counts go on", () => {
    const town = talking(A);
    const t0 = town.nowUs - 500_000;
    town.run(3_200);
    expect(town.receipts).toMatchObject([{ endedBecause: "dead-stream", played: 25 }]);
    const missed = town.receipts[0]?.missing ?? 0;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0) }));
    expect(town.acks.at(-1)).toMatchObject({ answer: "accept" });
    const next = Math.ceil((town.nowUs - t0) / 20_000);
    town.send(A, next, 50, { eosAt: next + 49 });
    town.run(300);
    const [, receipt] = town.receipts;
    expect(receipt).toMatchObject({ broadcast: A, endedBecause: "finished", missing: missed });
    expect(receipt?.played).toBeGreaterThan(60);
  });

  it("an alert that a higher one cut starts again, and its counts go on", () => {
    const town = talking(A, { priority: 80, class: "alert" });
    town.order(
      offerOf({ broadcast: B, t0Us: town.serverUs(), priority: 100, class: "evacuation" }),
      EMERGENCY,
    );
    expect(town.speaker.sounding).toEqual([B]);
    town.run(100);
    town.order(stopOf(B, { priority: 100 }), EMERGENCY);
    expect(town.speaker.sounding).toEqual([A]);
    town.run(60);
    const mine = town.receipts.filter((each) => each.broadcast === A);
    expect(mine).toMatchObject([{ endedBecause: "outranked", duckedBy: B }]);
    const played = mine[0]?.played ?? 0;
    town.send(A, 40, 20, { eosAt: 59 });
    town.run(300);
    expect(town.receipts.at(-1)).toMatchObject({ broadcast: A, endedBecause: "finished" });
    expect(town.receipts.at(-1)?.played).toBeGreaterThan(played + 10);
  });
});

describe("level and mute", () => {
  it("lower a talk and leave an alert alone", () => {
    const quiet = talking(A, { gainDb: -20 }, new TestTown().join({ levelDb: -20 }));
    expect(quiet.peak(20)).toBeLessThan(0.01);
    expect(quiet.peak(20)).toBeGreaterThan(0);
    const alert = talking(
      A,
      { gainDb: -20, priority: 80, class: "alert" },
      new TestTown().join({ levelDb: -20, muted: true }),
    );
    expect(alert.acks.at(-1)).toMatchObject({ answer: "accept" });
    expect(alert.peak(20)).toBeGreaterThan(0.2);
  });

  it("muted, a talk is refused, and one that sounds is ended", () => {
    const town = talking(A);
    town.mute();
    town.run(60);
    expect(town.receipts).toMatchObject([{ endedBecause: "disabled" }]);
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs() }));
    expect(town.acks.at(-1)).toMatchObject({ broadcast: B, answer: "muted" });
  });

  it("in quiet hours of its own clock a schedule and a talk that does not say so are refused, an alert never", () => {
    const minute = (utcMs: number) => Math.floor(utcMs / 60_000 + 480) % 1440;
    const now = minute(new TestTown().utcMs);
    const hours = { fromMinute: now, toMinute: (now + 5) % 1440 };
    const china = [{ fromUtcMs: 0, minutes: 480 }];
    const town = new TestTown().join({ quietHours: [hours], utcOffsets: china });
    const answers = (over: Omit<Parameters<typeof offerOf>[0], "t0Us">) => {
      town.order(offerOf({ t0Us: town.serverUs(), ...over }), EMERGENCY);
      return town.acks.at(-1)?.answer;
    };
    // Whoever holds the controller's keys can ask: the speaker itself refuses the playback at midnight.
    expect(answers({ broadcast: A, class: "schedule", priority: 40, night: "yes" })).toBe("quiet");
    expect(answers({ broadcast: A, class: "file", priority: 40, night: "wide" })).toBe("quiet");
    expect(answers({ broadcast: A, night: "no" })).toBe("quiet");
    expect(answers({ broadcast: A, night: "yes" })).toBe("accept");
    expect(answers({ broadcast: B, class: "alert", priority: 80 })).toBe("accept");
    const later = new TestTown().join({
      quietHours: [{ ...hours, fromMinute: (now + 1) % 1440 }],
      utcOffsets: china,
    });
    later.order(offerOf({ broadcast: A, class: "schedule", priority: 40, t0Us: later.serverUs() }));
    expect(later.acks.at(-1)?.answer).toBe("accept");
  });

  it("stay where they are when a RETIME moves the timeline, which the sound then follows", () => {
    const town = talking(A);
    const t0 = town.nowUs - 500_000;
    const retime = {
      type: "retime",
      scope: { kind: "group", group: "all" },
      broadcast: A,
      m0: 0,
      rPpb: 0,
      delayUs: { lan: 120_000, wan: 0 },
    } as const;
    town.order({ ...retime, rev: 1, t0Us: town.serverUs(t0) });
    expect(town.acks.at(-1)).toMatchObject({ answer: "accept" });
    town.order({ ...retime, rev: 1, t0Us: 0 });
    expect(town.acks.at(-1)).toMatchObject({ answer: "denied", why: "old-revision" });
    town.send(A, 25, 50, { eosAt: 74 });
    town.run(300);
    const last = town.heard.filter((each) => each.what === "frame").at(-1);
    expect(Math.abs((last?.atUs ?? 0) - (t0 + 120_000 + (last?.mediaTime ?? 0) / 0.048))).toBeLessThan(200);
  });

  it("move with an UPDATE, whose revisions count", () => {
    const town = talking(A);
    town.order(updateOf(A, 2, -20));
    expect(town.acks.at(-1)).toMatchObject({ answer: "accept" });
    town.order(updateOf(A, 1, 0));
    expect(town.acks.at(-1)).toMatchObject({ answer: "denied", why: "old-revision" });
    town.order(updateOf(B, 1, 0));
    expect(town.acks.at(-1)).toMatchObject({ answer: "denied", why: "unknown-broadcast" });
    town.keepSending(A, 25, 200);
    expect(town.peak(20)).toBeLessThan(0.05);
  });
});

function updateOf(broadcast: string, rev: number, gainDb: number) {
  return {
    type: "update",
    scope: { kind: "group", group: "all" },
    broadcast,
    rev,
    gainDb,
    endsByUtcMs: UTC0 * 2,
  } as const;
}

describe("receipts", () => {
  it("are said again on the next connection until the broker has them", () => {
    const town = new TestTown().join();
    town.ackReceipts = false;
    const t0 = town.nowUs;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0) }));
    town.talk(A, t0, 10);
    expect(town.receipts).toHaveLength(1);
    town.speaker.offline();
    town.run(1_000);
    town.speaker.online(town.nowUs);
    expect(town.receipts).toHaveLength(2);
    town.ackReceipts = true;
    town.speaker.offline();
    town.speaker.online(town.nowUs);
    town.run(100);
    expect(town.receipts).toHaveLength(3);
    town.speaker.offline();
    town.speaker.online(town.nowUs);
    expect(town.receipts).toHaveLength(3);
    expect(new Set(town.receipts.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it("come for what ended while the line was down, and the sound went on until then", () => {
    const town = talking(A);
    town.speaker.offline();
    town.lineUp = false;
    town.run(4_000);
    town.lineUp = true;
    town.speaker.online(town.nowUs);
    expect(town.receipts).toMatchObject([{ broadcast: A, played: 25, endedBecause: "dead-stream" }]);
  });

  it("say that the device was switched off on purpose", () => {
    const town = talking(A);
    town.speaker.shutDown(town.nowUs);
    expect(town.receipts).toMatchObject([{ endedBecause: "restarted" }]);
    expect(town.said.at(-1)).toMatchObject({ type: "status", online: false });
  });
});
