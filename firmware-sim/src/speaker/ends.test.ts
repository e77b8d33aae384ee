import { describe, expect, it } from "vitest";
import { EMERGENCY, offerOf, stopOf, UTC0 } from "./signed-wire.test-support";
import { TestTown, talking } from "./test-town.test-support";

const A = "00000000000000aa";
const _B = "00000000000000bb";

describe("a stop", () => {
  it("is silence at once, and final", () => {
    const town = talking(A);
    town.order(stopOf(A));
    expect(town.acks.at(-1)).toMatchObject({ broadcast: A, answer: "accept" });
    town.run(60);
    expect(town.peak(20)).toBe(0);
    expect(town.receipts).toMatchObject([{ endedBecause: "stopped" }]);
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    expect(town.acks.at(-1)).toMatchObject({ answer: "denied", why: "already-stopped" });
  });

  it("holds before its offer, and forgets when the broadcast could not sound any more", () => {
    const town = new TestTown().join();
    town.order(stopOf(A, { endsByUtcMs: town.utcMs + 5_000 }));
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    expect(town.acks).toMatchObject([{ answer: "accept" }, { answer: "denied", why: "already-stopped" }]);
    town.run(6_000);
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    expect(town.acks.at(-1)).toMatchObject({ answer: "accept" });
  });

  it("with an end sounds until there, and is marked at once", () => {
    const town = talking(A);
    town.order(stopOf(A, { endMediaTime: 25 * 960, reason: "finished" }));
    expect(town.acks.at(-1)).toMatchObject({ answer: "accept" });
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    expect(town.acks.at(-1)).toMatchObject({ answer: "denied", why: "already-stopped" });
    expect(town.receipts).toEqual([]);
    town.run(200);
    expect(town.receipts).toMatchObject([{ played: 25, missing: 0, endedBecause: "finished" }]);
  });

  it.each([
    ["decodes", undefined],
    ["counts", null],
  ])("at once cuts the tail of what has ended at its source, at a speaker that %s", (_, decoder) => {
    const delayUs = { lan: 1_500_000, wan: 1_500_000 };
    const speaker = new TestTown(decoder === null ? { decoder } : {});
    const town = talking(A, { class: "file", delayUs }, speaker.join());
    town.send(A, 25, 75, { eosAt: 99 });
    town.order(stopOf(A, { endMediaTime: 100 * 960, reason: "finished" }));
    town.run(500);
    expect(town.framesHeard(A).length).toBeGreaterThan(20);
    town.order(stopOf(A));
    expect(town.acks.at(-1)).toMatchObject({ broadcast: A, answer: "accept" });
    town.run(60);
    expect(town.peak(20)).toBe(0);
    expect(town.speaker.silent).toBe(true);
    expect(town.receipts).toMatchObject([{ endedBecause: "stopped", missing: 0 }]);
    expect(town.receipts[0]?.played).toBeLessThan(60);
  });

  it("of a lower authority ends nothing", () => {
    const town = talking(A, { priority: 64 });
    town.order(stopOf(A, { priority: 60 }));
    expect(town.acks.at(-1)).toMatchObject({ answer: "outranked", holder: A });
    expect(town.speaker.sounding).toEqual([A]);
  });
});

describe("an end that nobody orders", () => {
  it("comes 3 s after the last message that verified", () => {
    const town = talking(A);
    town.run(2_900);
    expect(town.receipts).toEqual([]);
    town.run(200);
    expect(town.receipts).toMatchObject([{ endedBecause: "dead-stream", played: 25 }]);
    expect(town.speaker.silent).toBe(true);
  });

  it("comes at endsBy, whatever still arrives", () => {
    const town = new TestTown().join();
    const t0 = town.nowUs;
    const endsByUtcMs = Math.round(UTC0 + t0 / 1000 + 1_000);
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0), endsByUtcMs }));
    town.talk(A, t0, 100);
    expect(town.receipts).toMatchObject([{ endedBecause: "expired", missing: 0 }]);
    const last = Math.max(...town.heard.filter((each) => each.what === "sound").map((each) => each.atUs));
    expect(last).toBeLessThanOrEqual(t0 + 1_016_000);
    expect(last).toBeGreaterThan(t0 + 960_000);
  });

  it("comes at startBy when nothing sounded until then", () => {
    const town = new TestTown().join();
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(), startByUtcMs: Math.round(town.utcMs + 500) }));
    town.run(600);
    expect(town.receipts).toMatchObject([{ endedBecause: "expired", played: 0 }]);
  });

  it("comes at the factory's longest talk, and a re-offer does not get around it", () => {
    const town = new TestTown({ limits: { longestLiveMs: 2_000 } }).join();
    const t0 = town.nowUs;
    const offer = offerOf({ broadcast: A, t0Us: town.serverUs(t0) });
    town.order(offer);
    town.talk(A, t0, 150);
    expect(town.receipts).toMatchObject([{ endedBecause: "factory-limit" }]);
    town.order(offer);
    expect(town.acks.at(-1)).toMatchObject({ answer: "denied", why: "already-stopped" });
  });

  it("does not come to an alert, which sounds until its endsBy", () => {
    const town = new TestTown({ limits: { longestLiveMs: 1_000, longestStoredMs: 1_000 } }).join();
    const t0 = town.nowUs;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0), priority: 80, class: "alert" }), EMERGENCY);
    town.talk(A, t0, 100);
    expect(town.receipts).toMatchObject([{ endedBecause: "finished", played: 100 }]);
  });

  it("comes to a stored broadcast when the clock says that it does not go on, or nothing for 30 s", () => {
    const stored = { class: "file", priority: 40 } as const;
    const cleared = talking(A, stored);
    cleared.goOn = false;
    cleared.keepSending(A, 25, 12_000);
    expect(cleared.receipts).toMatchObject([{ endedBecause: "stopped" }]);
    const unanswered = talking(A, stored);
    unanswered.clockAnswers = false;
    unanswered.keepSending(A, 25, 28_000);
    expect(unanswered.receipts).toEqual([]);
    unanswered.keepSending(A, 1425, 4_000);
    expect(unanswered.receipts).toMatchObject([{ endedBecause: "dead-stream" }]);
  });
});
