import { describe, expect, it } from "vitest";
import { offerOf, signOrder } from "./signed-wire.test-support";
import { TestTown } from "./test-town.test-support";

const A = "00000000000000aa";

/** A clock answered over 45 ms each way: an error over 30 ms (SPEC 3.3). */
const looseTown = (bootUs?: number) =>
  new TestTown({ wayUs: 45_000, ...(bootUs === undefined ? {} : { bootUs }) });

/** A second of talk, heard whole; the order as a thief would keep it. */
function recorded() {
  const town = looseTown().join();
  const order = signOrder(offerOf({ broadcast: A, t0Us: town.serverUs() }), 7, town.utcMs);
  const play = (to: TestTown) => {
    to.deliver(order);
    to.send(A, 0, 50, { eosAt: 49 });
    to.run(300);
  };
  play(town);
  expect(town.receipts).toMatchObject([{ played: 50, sync: "loose" }]);
  return { town, play };
}

describe("a speaker whose clock is loose (SPEC 3.8)", () => {
  it("does not sound again after a reboot what it sounded before it", () => {
    const { town, play } = recorded();
    town.run(500);
    const again = looseTown(town.nowUs).join();
    play(again);
    expect(again.framesHeard(A)).toEqual([]);
    expect(again.acks).toEqual([]);
    expect(again.receipts).toEqual([]);
    expect(again.speaker.refused).toMatchObject({ "before-boot": 1 });
  });

  it("does not sound what was kept from it and is delivered seconds later", () => {
    const { play } = recorded();
    const other = looseTown().join();
    other.run(3_000);
    play(other);
    expect(other.framesHeard(A)).toEqual([]);
    expect(other.receipts).toMatchObject([
      { played: 0, late: 50, firstSampleAtUs: 0, endedBecause: "finished" },
    ]);
  });

  it("sounds what a slow network brings", () => {
    const town = looseTown().join();
    const t0Us = town.serverUs();
    town.run(600);
    town.order(offerOf({ broadcast: A, t0Us }));
    town.send(A, 0, 50, { eosAt: 49 });
    town.run(300);
    expect(town.receipts).toMatchObject([{ played: 50 }]);
  });

  it("states when the first sample left by its clock, not by the plan", () => {
    const town = looseTown().join();
    const t0Us = town.serverUs();
    town.run(200);
    town.order(offerOf({ broadcast: A, t0Us }));
    town.send(A, 0, 50, { eosAt: 49 });
    town.run(300);
    expect(Math.abs((town.receipts[0]?.firstSampleAtUs ?? 0) - (t0Us + 280_000))).toBeLessThan(1_000);
  });

  it("sounds a chime whole and the speech after it", () => {
    const town = looseTown().join();
    const now = town.nowUs;
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(now + 1_260_000), chime: "two-tone" }));
    town.run(1_300);
    town.send(A, 0, 25, { eosAt: 24 });
    town.run(300);
    const chime = town.heard.filter(({ what }) => what === "chime");
    expect(Math.abs((chime[0]?.atUs ?? 0) - (now + 80_000))).toBeLessThan(1_000);
    expect(chime).toHaveLength(120);
    expect(town.receipts).toMatchObject([{ played: 25, late: 0, missing: 0 }]);
  });
});
