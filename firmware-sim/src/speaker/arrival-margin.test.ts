import { expect, test } from "vitest";
import { ArrivalMargin } from "./arrival-margin";

test("tells the least margin once, and nothing when nothing came", () => {
  const margin = new ArrivalMargin();
  expect(margin.take()).toEqual({});
  for (const us of [50_000.4, -1_200.6, 3_000]) margin.arrived(us);
  expect(margin.take()).toEqual({ marginUs: -1_201 });
  expect(margin.take()).toEqual({});
  margin.arrived(-1e12);
  expect(margin.take()).toEqual({ marginUs: -(2 ** 31) });
});
