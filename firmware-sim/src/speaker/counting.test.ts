import type { Receipt } from "@dalaba/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offerOf, stopOf } from "./signed-wire.test-support";
import { TestTown } from "./test-town.test-support";

const A = "00000000000000aa";

interface Story {
  readonly lost: readonly number[];
  readonly late: readonly number[];
  /** ms after t0 at which it is stopped at once; none: EOS. */
  readonly stopMs: number | undefined;
}

function receiptOf(story: Story, sounds: boolean): Receipt {
  const town = new TestTown(sounds ? {} : { decoder: null }).join();
  const t0 = town.nowUs;
  town.order(offerOf({ broadcast: A, t0Us: town.serverUs(t0) }));
  if (story.stopMs !== undefined) {
    const stopUs = t0 + story.stopMs * 1000;
    const due = Array.from({ length: 60 }, (_, n) => ({ n, atUs: t0 + n * 20_000 + 5_000 }));
    const held = due.map(({ n, atUs }) => ({ n, atUs: atUs + (story.late.includes(n) ? 200_000 : 0) }));
    const queue = held.filter(({ n }) => !story.lost.includes(n)).sort((a, b) => a.atUs - b.atUs);
    let stopped = false;
    town.run(1_800, (nowUs) => {
      while (queue[0] && queue[0].atUs <= nowUs) town.sendOne(A, (queue.shift() as { n: number }).n);
      if (!stopped && nowUs >= stopUs) {
        stopped = true;
        town.order(stopOf(A));
      }
    });
  } else
    town.talk(A, t0, 60, {
      skip: (n) => story.lost.includes(n),
      lateMs: (n) => (story.late.includes(n) ? 200 : 0),
    });
  expect(town.receipts).toHaveLength(1);
  return town.receipts[0] as Receipt;
}

describe("a speaker that only counts", () => {
  it("says what one that sounds would say, whatever is lost, late or cut", () => {
    const frames = fc.uniqueArray(fc.integer({ min: 1, max: 58 }), { maxLength: 15 });
    const story = fc.record({
      lost: frames,
      late: frames,
      stopMs: fc.option(
        fc.integer({ min: 30, max: 119 }).map((n) => n * 10),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(story, (each) => {
        const sounded = receiptOf(each, true);
        const counted = receiptOf(each, false);
        const { firstSampleAtUs, ...rest } = counted;
        const { firstSampleAtUs: _, ...expected } = sounded;
        expect(rest).toEqual(expected);
        expect(Math.abs(firstSampleAtUs - sounded.firstSampleAtUs)).toBeLessThan(200);
      }),
      { numRuns: 60 },
    );
  });
});
