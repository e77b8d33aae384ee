import { describe, expect, it } from "vitest";
import { toTerms } from "./to-terms";

describe("what a broadcast was for", () => {
  it("is read term by term, however it was joined", () => {
    expect(toTerms("site:hl+zone:z1 speaker:s-1")).toEqual([
      { kind: "site", id: "hl" },
      { kind: "zone", id: "z1" },
      { kind: "speaker", id: "s-1" },
    ]);
    expect(toTerms("all")).toEqual([{ kind: "all" }]);
    expect(toTerms("near:23.1,113.4:250")).toEqual([{ kind: "near", at: "23.1,113.4", metres: "250" }]);
    expect(toTerms("near:23.1,113.4")).toEqual([{ kind: "near", at: "23.1,113.4", metres: null }]);
  });

  it("knows repetitions, and keeps what it does not know", () => {
    expect(toTerms("failed:00000000000000ab")).toEqual([
      { kind: "repeat", set: "failed", broadcast: "00000000000000ab" },
    ]);
    expect(toTerms("camera:c1")).toEqual([{ kind: "other", text: "camera:c1" }]);
    expect(toTerms("")).toEqual([]);
  });
});
