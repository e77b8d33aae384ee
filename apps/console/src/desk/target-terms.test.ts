import { describe, expect, it } from "vitest";
import { chipsStep, isTerm, targetExpression } from "./target-terms";

describe("target chips", () => {
  it("add up without repeats, and one press takes one away", () => {
    const two = chipsStep(["site:a"], { type: "add", terms: ["zone:z", "site:a"] });
    expect(two).toEqual(["site:a", "zone:z"]);
    expect(chipsStep(two, { type: "toggle", term: "site:a" })).toEqual(["zone:z"]);
    expect(chipsStep(two, { type: "remove", term: "zone:z" })).toEqual(["site:a"]);
    expect(chipsStep(two, { type: "clear" })).toEqual([]);
  });

  it("the whole town swallows its parts, and a part chosen after it narrows it", () => {
    expect(chipsStep(["site:a"], { type: "add", terms: ["all"] })).toEqual(["all"]);
    expect(chipsStep(["all"], { type: "add", terms: ["site:a"] })).toEqual(["site:a"]);
    expect(chipsStep(["all"], { type: "add", terms: [] })).toEqual(["all"]);
  });

  it("what was kept in a browser is read without trust", () => {
    for (const good of ["all", "site:x", "near:23.1,113.4:250"]) expect(isTerm(good)).toBe(true);
    for (const bad of [null, 3, "", "allx", "camera:x", `speaker:${"x".repeat(300)}`])
      expect(isTerm(bad)).toBe(false);
  });

  it("a lasso of a whole town fits the API's hundred entries", () => {
    const terms = Array.from({ length: 2_700 }, (_, i) => `speaker:hl-dongcun-${i}`);
    const entries = targetExpression(terms);
    expect(entries.length).toBeLessThanOrEqual(100);
    expect(Math.max(...entries.map(({ length }) => length))).toBeLessThanOrEqual(1_000);
    expect(entries.join("+").split("+")).toEqual(terms);
  });
});
