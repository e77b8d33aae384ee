import { expect, test } from "vitest";
import { seededRandom } from "./random";
import { Reconnect } from "./reconnect";

/** How long it waits after each failure in a row, s. */
function waits(reconnect: Reconnect, failures: number): number[] {
  let nowUs = 0;
  return Array.from({ length: failures }, () => {
    const failedUs = nowUs;
    reconnect.failed(nowUs);
    while (!reconnect.due(nowUs)) nowUs += 10_000;
    return (nowUs - failedUs) / 1e6;
  });
}

test("three tries come within 1.5 s each, then ever later, up to 15 s, give or take a half", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const [first, second, third, ...later] = waits(new Reconnect(seededRandom(seed, "a"), 0), 10);
    for (const soon of [first, second, third]) {
      expect(soon).toBeGreaterThanOrEqual(0.2);
      expect(soon).toBeLessThanOrEqual(1.52);
    }
    expect(Math.max(...later)).toBeLessThanOrEqual(22.52);
    expect(later.at(-1)).toBeGreaterThanOrEqual(3);
  }
});

test("whoever got in begins anew", () => {
  const reconnect = new Reconnect(seededRandom(7, "a"), 0);
  waits(reconnect, 8);
  reconnect.worked();
  expect(Math.max(...waits(reconnect, 3))).toBeLessThanOrEqual(1.52);
});

test("two devices do not come at the same instant", () => {
  const firsts = Array.from(
    { length: 20 },
    (_, seed) => waits(new Reconnect(seededRandom(seed, "a"), 0), 1)[0],
  );
  expect(new Set(firsts).size).toBeGreaterThan(10);
});
