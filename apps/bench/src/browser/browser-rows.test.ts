import { describe, expect, test } from "vitest";
import { judge } from "../report/row";
import { clickFigures, consoleTalkFigures, firstViewFigures } from "./browser-rows";
import type { HeardClicks } from "./console-talks";

const quiet = { p50Ms: 0.1, p99Ms: 1 };
const clock = { offsetUs: 0, errorUs: 400 };
const hop = (p50: number) => ({ p50, p95: 2 * p50 });
const hops = { captureMs: hop(3), chainMs: hop(0.5), encodeMs: hop(1.5), uplinkMs: hop(5) };
const talk = (latencyMs: readonly number[], unheard: number): HeardClicks => ({
  ...{ latencyMs, unheard, said: latencyMs.length + unheard, clock, hops },
  sentAfterMs: [22, 24, 26, 60],
});
const spread = Array.from({ length: 100 }, (_, i) => 100 + i / 2);

const rowOf = (id: string, talks: readonly HeardClicks[]) => {
  const figure = clickFigures(talks, 270).find((each) => each.id === id);
  if (!figure) throw new Error(`no ${id}`);
  return judge(figure, quiet);
};

describe("mouth to ear", () => {
  test("is judged by p95 over all talks, and says how far its clocks may be apart", () => {
    expect(rowOf("P3", [talk(spread, 2)])).toMatchObject({ value: 147, met: true, target: "≤ 150 ms" });
    expect(rowOf("P3", [talk(spread, 0), talk([170, 170, 170, 170, 170, 170], 0)])).toMatchObject({
      met: false,
    });
    expect(rowOf("P3.p50", [talk([120, 130, 140], 0), talk([], 1), talk([150], 0)])).toMatchObject({
      values: [130, 150],
    });
    expect(rowOf("P3", [talk(spread, 2)]).note).toContain("± 0.40 ms");
    expect(rowOf("P3", [talk(spread, 2)]).note).toContain("sound card");
  });

  test("is void when too many clicks were not found: those that were say nothing of the others", () => {
    expect(rowOf("P3", [talk(spread, 12)])).toMatchObject({
      met: null,
      why: expect.stringContaining("100 of 112"),
    });
    expect(rowOf("P3", [])).toMatchObject({ met: null, value: null });
  });

  test("names the hops that the key knows, and leaves the rest to air and D", () => {
    const one = [talk([150], 0)];
    expect(rowOf("P3.capture", one)).toMatchObject({ value: 6, met: null });
    expect(rowOf("P3.capture", one).what).toContain("p50: 3.0 ms");
    expect(rowOf("P3.sent", one)).toMatchObject({ value: 40, what: expect.stringContaining("p50: 4.0 ms") });
    expect(rowOf("P3.rest", one)).toMatchObject({ value: 120 });
    expect(rowOf("P3.rest", [{ ...talk([150], 0), hops: null }])).toMatchObject({ value: null });
  });
});

describe("the key of the console", () => {
  const heard = (firstMs: readonly number[], silenceMs: readonly number[] = [100]) => ({
    ...{ state: "ended", firstMs, silenceMs, lostFrames: 3 },
  });
  const rows = (talks: readonly ReturnType<typeof heard>[]) =>
    new Map(consoleTalkFigures({ talks, clock }, 2, "a voice").map((each) => [each.id, judge(each, quiet)]));

  test("counts a talk when every speaker sounded in time; a silent one fails it", () => {
    const good = heard([200, 250]);
    expect(rows(Array(20).fill(good)).get("P4.console")).toMatchObject({ value: 100, met: true });
    const late = rows([...Array(18).fill(good), heard([200, 251]), heard([200])]);
    expect(late.get("P4.console")).toMatchObject({ value: 90, met: false });
    expect(late.get("P4.console")?.note).toContain("1 of 40 speakers stayed silent");
    expect(late.get("P4.console.lost")).toMatchObject({ value: 3, met: null });
    expect(late.get("P4.console.p100")).toMatchObject({ value: 251 });
  });

  test("falls silent by p95 of all speakers, and nothing is said of no talk", () => {
    expect(rows([heard([1, 1], [290, 310])]).get("P10.console")).toMatchObject({ value: 310, met: false });
    expect(rows([heard([1, 1], [90, 100]), heard([1, 1], [-200, 100])]).get("P10.console")).toMatchObject({
      ...{ met: null, why: expect.stringContaining("1 of 4 had fallen silent") },
    });
    expect(rows([]).get("P10.console")).toMatchObject({ value: null, met: null });
    expect(rows([]).get("P4.console")).toMatchObject({ value: null, met: null });
  });
});

test("the first view is the median of its openings, cold and warm apart", () => {
  const [cold, warm] = firstViewFigures([1_400, 1_700, 1_300], [1_600]).map((each) => judge(each, quiet));
  expect(cold).toMatchObject({
    id: "first-view.cold",
    value: 1_400,
    met: true,
    values: [1_400, 1_700, 1_300],
  });
  expect(warm).toMatchObject({ id: "first-view.warm", value: 1_600, met: false });
});
