import { expect, test } from "vitest";
import { judge } from "../report/row";
import type { Cost } from "../talk/processes-cost";
import { growthFigures } from "./growth-rows";

const cost = (cpuPercent: number, rssMb: number): Cost => ({
  ...{ cpuPercent, rssMb, airPercent: cpuPercent, controllerPercent: 0 },
  ...{ airRssMb: rssMb, pssMb: rssMb, supervisorRssMb: 0 },
});
const size = (speakers: number, talkPercent: number, rssMb: number, backMs: number | null) => ({
  ...{ speakers, idle: cost(2, rssMb), talk: cost(talkPercent, rssMb), lostPercent: 0, backMs },
});
const rowsOf = (...sizes: ReturnType<typeof size>[]) =>
  new Map(growthFigures(sizes).map((figure) => [figure.id, judge(figure, { p50Ms: 0, p99Ms: 0 })]));

test("ten times as many may cost ten times as much, and a fifth more", () => {
  const rows = rowsOf(size(270, 14, 200, 2_000), size(2_700, 130, 400, 20_000));
  expect(rows.get("P9.2700.cpu")).toMatchObject({ met: true });
  expect(rows.get("P9.2700.memory")).toMatchObject({ met: true });
  expect(rows.get("P8.270")).toMatchObject({ met: true });
  expect(rows.get("P8.2700")).toMatchObject({ met: true });
  expect(rowsOf(size(270, 14, 200, 1), size(2_700, 160, 400, 1)).get("P9.2700.cpu")).toMatchObject({
    met: false,
  });
});

test("who does not come back within a minute says so", () => {
  expect(rowsOf(size(270, 14, 200, null)).get("P8.270")).toMatchObject({ value: null, met: null });
});

test("a town that never stood is a row that says why, beside those that did", () => {
  const rows = growthFigures([size(270, 14, 200, 4_000)], [{ speakers: 2_700, why: "waited 60 s" }]);
  expect(rows.find(({ id }) => id === "P9.2700")).toMatchObject({ value: null, void: "waited 60 s" });
  expect(rows.find(({ id }) => id === "P8.270")).toMatchObject({ value: 4_000 });
});
