import { describe, expect, it } from "vitest";
import { keptDraft } from "./use-draft";

const EMPTY = { name: "", count: 1, sites: [] as string[] };
const kept = (text: string | null) => keptDraft("form", EMPTY, { getItem: () => text });

describe("a form half filled in", () => {
  it("comes back as it was left", () => {
    expect(kept('{"name":"张三","count":3,"sites":["a"]}')).toEqual({ name: "张三", count: 3, sites: ["a"] });
  });

  it("of an older page fits the newer one: what is missing is empty, what does not fit is dropped", () => {
    expect(kept('{"name":7,"gone":true}')).toEqual(EMPTY);
    for (const text of [null, "", "[", "null", "3"]) expect(kept(text), String(text)).toEqual(EMPTY);
  });
});
