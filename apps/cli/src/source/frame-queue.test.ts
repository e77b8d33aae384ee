import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SOURCE_FRAME } from "./audio-source";
import { FrameQueue } from "./frame-queue";

function all(queue: FrameQueue): number[] {
  const samples: number[] = [];
  for (let frame = queue.take(); frame instanceof Int16Array; frame = queue.take()) samples.push(...frame);
  return samples;
}

describe("a queue of frames", () => {
  test("cuts chunks of any size into whole frames and loses no sample", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 12 }), (sizes) => {
        const queue = new FrameQueue();
        let next = 0;
        for (const size of sizes) queue.push(Int16Array.from({ length: size }, () => next++ % 30_000));
        queue.end();
        const samples = all(queue);
        expect(samples.length).toBe(Math.ceil(next / SOURCE_FRAME) * SOURCE_FRAME);
        expect(samples.slice(0, next)).toEqual(Array.from({ length: next }, (_, i) => i % 30_000));
        expect(samples.slice(next).every((sample) => sample === 0)).toBe(true);
        expect(queue.take()).toBe("ended");
      }),
    );
  });

  test("says whether there is none yet or none any more", () => {
    const queue = new FrameQueue();
    queue.push(new Int16Array(SOURCE_FRAME - 1));
    expect(queue.take()).toBeUndefined();
    queue.end();
    expect(queue.take()).toHaveLength(SOURCE_FRAME);
    expect(queue.take()).toBe("ended");
  });

  test("drops the oldest at its bound: whoever is late wants what is said now", () => {
    const queue = new FrameQueue(2);
    for (const value of [1, 2, 3]) queue.push(new Int16Array(SOURCE_FRAME).fill(value));
    expect(queue.length).toBe(2);
    expect((queue.take() as Int16Array)[0]).toBe(2);
  });

  test("forgets all it has, half a frame too", () => {
    const queue = new FrameQueue();
    queue.push(new Int16Array(SOURCE_FRAME + 10).fill(7));
    queue.clear();
    queue.push(new Int16Array(SOURCE_FRAME).fill(8));
    expect(new Set(queue.take() as Int16Array)).toEqual(new Set([8]));
  });
});
