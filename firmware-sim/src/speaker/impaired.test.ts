import { describe, expect, it } from "vitest";
import { ShapedLine } from "../faults/shaped-line";
import { seededRandom } from "../fleet/random";
import { audioOf, offerOf } from "./signed-wire.test-support";
import { TestTown } from "./test-town.test-support";

const A = "00000000000000aa";

/** A minute of talk over the impaired line of faults/shaped-line; what of it did not sound. */
function notSounded(delayUs: number, seed: number): number {
  const town = new TestTown().join();
  const line = new ShapedLine<Uint8Array>(seededRandom(seed, "line"), true, (bytes, atUs) =>
    town.speaker.message(bytes, atUs),
  );
  line.faults = { delayMs: 0, jitter: true };
  const frames = 3_000;
  const t0 = town.nowUs;
  town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0), delayUs: { lan: delayUs, wan: delayUs } }));
  let sent = 0;
  town.run(frames * 20 + 1_000, (nowUs) => {
    for (; sent < frames && t0 + sent * 20_000 <= nowUs; sent++)
      line.push(audioOf(A, sent, { eos: sent === frames - 1 }), t0 + sent * 20_000);
    line.tick(nowUs);
  });
  const [receipt] = town.receipts;
  expect((receipt?.played ?? 0) + (receipt?.late ?? 0) + (receipt?.missing ?? 0)).toBe(frames);
  expect(receipt?.missing).toBe(0);
  return 1 - (receipt?.played ?? 0) / frames;
}

describe("a line that stalls", () => {
  it("loses nothing at the delay of its class, and more than that at the delay of a LAN", () => {
    expect(notSounded(400_000, 1)).toBeLessThanOrEqual(0.005);
    expect(notSounded(80_000, 1)).toBeGreaterThan(0.02);
  });
});
