import { describe, expect, test } from "vitest";
import { LineWatch } from "./line-watch";

/** Asks every 20 ms; returns when it was first said to be lost, ms. */
function lostAt(
  watch: LineWatch,
  from: number,
  to: number,
  buffered: (ms: number) => number,
  listening = true,
) {
  for (let ms = from; ms <= to; ms += 20) if (watch.lost(ms, buffered(ms), listening)) return ms;
  return undefined;
}

describe("a line", () => {
  test("that says something every 250 ms lives", () => {
    const watch = new LineWatch();
    for (let ms = 0; ms < 5000; ms += 250) {
      watch.heard(ms);
      expect(lostAt(watch, ms, ms + 240, () => 0)).toBeUndefined();
    }
  });

  test("is lost 600 ms after its last word", () => {
    const watch = new LineWatch();
    watch.heard(0);
    expect(lostAt(watch, 0, 2000, () => 0)).toBe(620);
  });

  test("may be silent while nothing is on air", () => {
    const watch = new LineWatch();
    watch.heard(0);
    expect(lostAt(watch, 0, 5000, () => 0, false)).toBeUndefined();
    expect(lostAt(watch, 5020, 9000, () => 0)).toBe(5000 + 620);
  });

  test("that takes nothing for 600 ms is lost, however slowly it took before", () => {
    const watch = new LineWatch();
    const slow = (ms: number): number => (ms < 2000 ? 5000 - ms : 3000 + (ms - 2000));
    for (let ms = 0; ms < 3000; ms += 200) watch.heard(ms);
    expect(lostAt(watch, 0, 4000, slow, false)).toBe(2640);
  });

  test("is not called lost by a page that itself stood still", () => {
    const watch = new LineWatch();
    watch.heard(0);
    expect(lostAt(watch, 0, 200, () => 0)).toBeUndefined();
    expect(watch.lost(3200, 0, true)).toBe(false);
    expect(lostAt(watch, 3220, 5000, () => 0)).toBe(3200 - 100 - 200 + 220 + 400);
  });
});
