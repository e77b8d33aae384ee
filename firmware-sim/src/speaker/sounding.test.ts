import { describe, expect, it } from "vitest";
import { offerOf, stopOf } from "./signed-wire.test-support";
import { TestTown } from "./test-town.test-support";

const A = "00000000000000aa";
const _B = "00000000000000bb";

describe("a talk", () => {
  it("sounds when it should, and its receipt states exactly what was played", () => {
    const town = new TestTown().join();
    const t0 = town.nowUs;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0) }));
    expect(town.acks).toMatchObject([{ broadcast: A, answer: "accept", sync: "good" }]);
    town.talk(A, t0, 100);
    expect(town.framesHeard(A)).toEqual(Array.from({ length: 100 }, (_, n) => n * 960));
    const [receipt] = town.receipts;
    expect(receipt).toMatchObject({
      broadcast: A,
      played: 100,
      concealed: 0,
      late: 0,
      missing: 0,
      endedBecause: "finished",
      firstMediaTime: 0,
      endMediaTime: 96_000,
      sync: "good",
    });
    const first = town.heard.find((each) => each.what === "frame");
    expect(Math.abs((first?.atUs ?? 0) - (t0 + 80_000))).toBeLessThan(100);
    expect(Math.abs((receipt?.firstSampleAtUs ?? 0) - town.serverUs(t0 + 80_000))).toBeLessThan(100);
  });

  it("counts what was lost and what was late, once each, and conceals no more than 60 ms", () => {
    const town = new TestTown().join();
    const t0 = town.nowUs;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0) }));
    town.talk(A, t0, 100, {
      skip: (n) => n === 10 || (n >= 40 && n < 50),
      lateMs: (n) => (n === 20 || n === 21 ? 300 : 0),
    });
    expect(town.receipts).toMatchObject([{ played: 87, late: 2, missing: 11, concealed: 1 + 2 + 3 }]);
  });

  it("does not count a gap that the source left", () => {
    const town = new TestTown().join();
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    town.send(A, 0, 20);
    town.run(400);
    town.send(A, 20, 20, { mediaTimeOf: (n) => (n + 20) * 960, eosAt: 39 });
    town.run(300);
    expect(town.receipts).toMatchObject([{ played: 40, late: 0, missing: 0, endedBecause: "finished" }]);
  });

  it("is reported on every second while it sounds", () => {
    const town = new TestTown().join();
    const t0 = town.nowUs;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0) }));
    town.talk(A, t0, 250);
    const reports = town.said.filter((each) => each.type === "report");
    expect(reports.length).toBe(5);
    expect(reports[1]).toMatchObject({ broadcast: A, late: 0, missing: 0 });
    expect(reports[1]?.type === "report" && reports[1].played).toBeGreaterThan(60);
  });

  it("whose audio comes before its offer loses nothing of the last 32 messages", () => {
    const town = new TestTown().join();
    const t0Us = town.serverUs();
    town.send(A, 0, 3);
    town.order(offerOf({ broadcast: A, t0Us }));
    town.send(A, 3, 20, { eosAt: 22 });
    town.run(300);
    expect(town.receipts).toMatchObject([{ played: 23, missing: 0, late: 0 }]);
  });

  it("to a set of its own is subscribed to when nothing of it comes within 40 ms, and left at its end", () => {
    const topic = `pa/b/${A}/a`;
    const alone = new TestTown().join();
    alone.order(offerOf({ broadcast: A, t0Us: alone.serverUs(), topic }));
    alone.run(30);
    expect(alone.subscribed).not.toContain(topic);
    alone.run(20);
    expect(alone.subscribed).toContain(topic);
    alone.send(A, 3, 10, { eosAt: 12 });
    alone.run(200);
    expect(alone.subscribed).not.toContain(topic);
    const served = new TestTown().join();
    served.order(offerOf({ broadcast: A, t0Us: served.serverUs(), topic }));
    served.send(A, 0, 10, { eosAt: 9 });
    expect(served.subscribed).not.toContain(topic);
  });

  it("is joined late at a frame that is still to come, and the frames left out are late", () => {
    const town = new TestTown().join();
    const t0 = town.nowUs;
    town.run(1_000);
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0) }));
    town.send(A, 50, 50, { eosAt: 99 });
    town.run(300);
    const [first = 0] = town.framesHeard(A);
    const [receipt] = town.receipts;
    expect(first).toBeGreaterThanOrEqual(50 * 960);
    expect(receipt).toMatchObject({ firstMediaTime: first, missing: 0 });
    expect((receipt?.played ?? 0) + (receipt?.late ?? 0)).toBe(50);
  });

  it("plays anchored to arrival and says so when the clock cannot be trusted to 30 ms", () => {
    const town = new TestTown({ wayUs: 45_000 }).join();
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() + 700_000 }));
    expect(town.acks).toMatchObject([{ answer: "accept", sync: "loose" }]);
    const arrived = town.nowUs;
    town.send(A, 0, 30, { eosAt: 29 });
    town.run(300);
    const first = town.heard.find((each) => each.what === "frame");
    expect(Math.abs((first?.atUs ?? 0) - (arrived + 80_000))).toBeLessThan(100);
    expect(town.receipts).toMatchObject([{ played: 30, sync: "loose" }]);
    expect(town.receipts[0]?.clockErrorUs).toBeGreaterThan(30_000);
  });
});

describe("a chime", () => {
  it("sounds before the first frame and is counted in nothing", () => {
    const town = new TestTown().join();
    const now = town.nowUs;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(now + 1_200_000), chime: "two-tone" }));
    town.run(1_200);
    const chime = town.heard.find((each) => each.what === "chime");
    expect(Math.abs((chime?.atUs ?? 0) - (now + 80_000))).toBeLessThan(100);
    town.send(A, 0, 25, { eosAt: 24 });
    town.run(300);
    expect(town.receipts).toMatchObject([{ played: 25, missing: 0, firstMediaTime: 0 }]);
  });

  it("is cut with its broadcast", () => {
    const town = new TestTown().join();
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() + 1_200_000, chime: "two-tone" }));
    town.run(300);
    expect(town.peak(20)).toBeGreaterThan(0.05);
    town.order(stopOf(A));
    town.run(60);
    expect(town.peak(20)).toBe(0);
    expect(town.receipts).toMatchObject([{ played: 0, firstSampleAtUs: 0, endedBecause: "stopped" }]);
  });
});
