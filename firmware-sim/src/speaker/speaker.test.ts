import { describe, expect, it } from "vitest";
import { COMMAND, offerOf, signOrder, TestTown } from "./test-town.test-support";

const A = "00000000000000aa";

describe("a speaker that joins", () => {
  it("subscribes, says it is online, and knows the time within a second", () => {
    const town = new TestTown();
    town.join();
    expect(town.subscribed.slice(0, 5)).toEqual([
      "pa/keys",
      "pa/d/horn-1/cfg",
      "pa/d/horn-1/lim",
      "pa/d/horn-1/cmd",
      "pa/d/horn-1/tr",
    ]);
    expect(town.subscribed).toContain("pa/g/all/a");
    expect(town.said[0]).toMatchObject({ type: "status", online: true, protocol: 1, mixed: 1 });
    expect(town.said.at(-1)).toMatchObject({ type: "status", cfgVersion: 100, keysVersion: 100 });
    expect(town.speaker.sync).toBe("good");
  });

  it("sounds a talk and states in its receipt exactly what it played", () => {
    const town = new TestTown();
    town.join();
    const t0 = town.nowUs;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0) }));
    expect(town.acks).toMatchObject([{ broadcast: A, answer: "accept", sync: "good" }]);
    town.talk(A, t0, 100);
    expect(town.framesHeard(A)).toHaveLength(100);
    expect(town.receipts).toMatchObject([
      {
        broadcast: A,
        played: 100,
        concealed: 0,
        late: 0,
        missing: 0,
        endedBecause: "finished",
        endMediaTime: 96_000,
        firstMediaTime: 0,
      },
    ]);
    const first = town.heard.find((each) => each.what === "frame");
    expect(Math.abs((first?.atUs ?? 0) - (t0 + 80_000))).toBeLessThan(100);
    expect(Math.abs((town.receipts[0]?.firstSampleAtUs ?? 0) - town.serverUs(t0 + 80_000))).toBeLessThan(200);
  });

  it("answers a repeated order with the stored answer and obeys it once", () => {
    const town = new TestTown();
    town.join();
    const bytes = town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    town.deliver(bytes);
    town.deliver(bytes);
    expect(town.acks).toHaveLength(3);
    expect(new Set(town.acks.map((ack) => JSON.stringify(ack))).size).toBe(1);
    expect(town.speaker.refused.replayed).toBe(2);
  });

  it("obeys no order while it does not know the time", () => {
    const town = new TestTown({ clock: false });
    town.join();
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    expect(town.acks).toEqual([]);
    expect(town.speaker.refused["utc-untrusted"]).toBe(1);
    void signOrder;
    void COMMAND;
  });
});
