import { describe, expect, it } from "vitest";
import { EMPTY_SPEAKERS, newSpeakers } from "./new-speakers";

const filled = { ...EMPTY_SPEAKERS, site: "hl", name: " 东村 ", lat: "23.1", lon: "113.4" };

describe("the form of new speakers", () => {
  it("sends what was typed, an id only where one was given", () => {
    expect(newSpeakers(filled)).toEqual({
      ...{ site: "hl", name: "东村", at: { lat: 23.1, lon: 113.4 }, count: 1, delayClass: "lan" },
    });
    expect(newSpeakers({ ...filled, id: "dc", count: "12", delayClass: "wan" })).toMatchObject({
      ...{ id: "dc", count: 12, delayClass: "wan" },
    });
  });

  it("sends nothing while something is missing or out of range", () => {
    for (const wrong of [
      { name: " " },
      { lat: "" },
      { lat: "91" },
      { lon: "x" },
      { count: "0" },
      { count: "1001" },
      { count: "1.5" },
      { site: "" },
    ])
      expect(newSpeakers({ ...filled, ...wrong }), JSON.stringify(wrong)).toBeNull();
  });
});
