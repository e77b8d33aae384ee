import type { SpeakerId } from "@dalaba/core";
import type { DelayClass } from "@dalaba/protocol";
import { describe, expect, it } from "vitest";
import { delayClasses } from "./delay-classes";

/** About 111 m a thousandth of a degree of latitude. */
const speaker = (id: string, lat: number, delayClass: DelayClass, audibleMetres = 250, lon = 113) => ({
  id: id as SpeakerId,
  place: { lat, lon },
  delayClass,
  audibleMetres,
});
const result = (speakers: Parameters<typeof delayClasses>[0]) => Object.fromEntries(delayClasses(speakers));

describe("the delay class of neighbours", () => {
  it("is their own where nobody is slow", () => {
    expect(result([speaker("a", 23, "lan"), speaker("b", 23.001, "lan")])).toEqual({ a: "lan", b: "lan" });
  });

  it("is the slower one within earshot, and goes on from neighbour to neighbour, not across a gap", () => {
    expect(
      result([
        speaker("slow", 23, "wan"),
        speaker("near", 23.002, "lan"),
        speaker("next", 23.004, "lan"),
        speaker("far", 23.02, "lan"),
        speaker("far-too", 23.021, "lan"),
      ]),
    ).toEqual({ slow: "wan", near: "wan", next: "wan", far: "lan", "far-too": "lan" });
  });

  it("counts the louder of the two", () => {
    const loud = speaker("loud", 23.004, "lan", 600);
    expect(result([speaker("slow", 23, "wan", 50), loud]).loud).toBe("wan");
    expect(result([speaker("slow", 23, "wan", 50), { ...loud, audibleMetres: 100 }]).loud).toBe("lan");
  });

  it("finds neighbours beside it in longitude, high in the north too", () => {
    const pair = (lat: number, lonApart: number) =>
      result([speaker("slow", lat, "wan", 250, 25), speaker("b", lat, "lan", 250, 25 + lonApart)]).b;
    expect(pair(69, 0.006)).toBe("wan");
    expect(pair(69, 0.01)).toBe("lan");
    expect(pair(0, 0.002)).toBe("wan");
    expect(pair(0, 0.003)).toBe("lan");
  });
});
