import { ACTS, TOKEN_MAX_DAYS } from "@dalaba/api";
import { describe, expect, it } from "vitest";
import { EMPTY_TOKEN, isDays, newToken, TOKEN_ACTS } from "./token-draft";

describe("the form of a new token", () => {
  it("offers every act there is", () => {
    expect([...TOKEN_ACTS].sort()).toEqual([...ACTS].sort());
  });

  it("asks for no more than was ticked: no site means the owner's own, no priority the owner's highest", () => {
    expect(newToken({ ...EMPTY_TOKEN, name: " panel " })).toEqual({
      ...{ name: "panel", acts: ["see"], sites: null, expiresInDays: 90 },
    });
    expect(
      newToken({
        ...EMPTY_TOKEN,
        name: "x",
        acts: ["stop", "talk"],
        sites: ["hl"],
        maxPriority: "60",
        days: "7",
      }),
    ).toEqual({ name: "x", acts: ["talk", "stop"], sites: ["hl"], maxPriority: 60, expiresInDays: 7 });
  });

  it("is not sent while something is missing or out of range", () => {
    for (const wrong of [{ name: "" }, { acts: [] }, { days: "" }, { days: "0" }, { maxPriority: "80" }])
      expect(newToken({ ...EMPTY_TOKEN, name: "x", ...wrong }), JSON.stringify(wrong)).toBeNull();
    expect(isDays(String(TOKEN_MAX_DAYS))).toBe(true);
    expect(isDays(String(TOKEN_MAX_DAYS + 1))).toBe(false);
  });
});
