import { describe, expect, test } from "vitest";
import { type Plot, plotSvg } from "./plot";

const plot = (more: Partial<Plot>): Plot => ({
  id: "P9",
  title: "CPU against speakers",
  x: { label: "speakers" },
  y: { label: "CPU, %" },
  lines: [
    {
      name: "idle",
      points: [
        [27, 1],
        [270, 2],
        [2700, 9],
      ],
    },
  ],
  ...more,
});
const pathOf = (svg: string, line: number): string =>
  new RegExp(`class="line-${line}" d="([^"]*)"`).exec(svg)?.[1] ?? "no such line";

describe("a plot", () => {
  test("has its axes' words, round ticks, and a line through its points in order", () => {
    const svg = plotSvg(plot({}));
    for (const text of ["speakers", "CPU, %", ">1000<", ">10<"]) expect(svg).toContain(text);
    const xs = [...pathOf(svg, 0).matchAll(/[ML](\S+) /g)].map(([, x]) => Number(x));
    expect(xs).toHaveLength(3);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
  });

  test("on a logarithmic axis each power of ten is as far from the next", () => {
    const svg = plotSvg(
      plot({
        x: { label: "speakers", scale: "log" },
        lines: [
          {
            name: "a",
            points: [
              [10, 1],
              [100, 1],
              [1000, 1],
            ],
          },
        ],
      }),
    );
    const [a, b, c] = [...pathOf(svg, 0).matchAll(/[ML](\S+) /g)].map(([, x]) => Number(x)) as [
      number,
      number,
      number,
    ];
    expect(c - b).toBeCloseTo(b - a, 0);
  });

  test("a value that is no number interrupts its line and moves nothing", () => {
    const svg = plotSvg(
      plot({
        lines: [
          {
            name: "a",
            points: [
              [1, 1],
              [2, Number.NaN],
              [3, 1],
            ],
          },
        ],
      }),
    );
    expect(pathOf(svg, 0)).toMatch(/^M\S+ \S+M\S+ \S+$/);
    expect(svg).not.toContain("NaN");
  });

  test.each<[string, Plot["lines"]]>([
    ["no line at all", []],
    ["no point", [{ name: "a", points: [] }]],
    ["one point", [{ name: "a", points: [[5, 5]] }]],
    [
      "all the same",
      [
        {
          name: "a",
          points: [
            [1, 0],
            [2, 0],
          ],
        },
      ],
    ],
  ])("%s is drawn without NaN", (_, lines) => {
    const svg = plotSvg(plot({ lines }));
    expect(svg).toContain("<svg");
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test("100,000 points are drawn by some of them, the last included", () => {
    const points = Array.from({ length: 100_000 }, (_, i): [number, number] => [i, i % 7]);
    const svg = plotSvg(plot({ lines: [{ name: "a", points }] }));
    expect(svg.length).toBeLessThan(40_000);
  });

  test("names are text, never markup", () => {
    expect(plotSvg(plot({ title: '<b>"&', lines: [{ name: "<i>", points: [[0, 0]] }] }))).not.toMatch(
      /<b>|<i>/,
    );
  });
});
