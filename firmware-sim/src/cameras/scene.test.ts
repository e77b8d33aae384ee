import jpeg from "jpeg-js";
import { describe, expect, it } from "vitest";
import { SCENARIOS, type Scenario, sceneAt } from "./scene";
import { PICTURE, scenePicture } from "./scene-picture";

const scene = (scenario: Scenario, heardMs: number | null = null) => ({ scenario, beganMs: 0, heardMs });
const kinds = (heardMs: number | null, nowMs: number) =>
  sceneAt(scene("bicycle-thief", heardMs), nowMs).figures.map(
    ({ kind, lies }) => `${kind}${lies ? " lies" : ""}`,
  );

describe("the bicycle thief", () => {
  it("drops the bicycle and runs when words sound at the spot", () => {
    expect(kinds(null, 10_000)).toEqual(["bicycle", "person"]);
    expect(kinds(10_000, 10_500)).toEqual(["bicycle", "person"]);
    expect(kinds(10_000, 11_000)).toEqual(["bicycle lies", "person"]);
    expect(kinds(10_000, 20_000)).toEqual(["bicycle lies"]);
    expect(sceneAt(scene("bicycle-thief", 10_000), 11_000).ending).toBe("stopped");
  });

  it("rides off when nobody says anything", () => {
    expect(sceneAt(scene("bicycle-thief"), 44_000).ending).toBe("happening");
    expect(sceneAt(scene("bicycle-thief"), 46_000)).toMatchObject({ ending: "done" });
    expect(kinds(null, 60_000)).toEqual([]);
  });
});

describe("a picture", () => {
  it("is a JPEG that moves, in every scenario and without one", () => {
    for (const each of [undefined, ...SCENARIOS.map((scenario) => scene(scenario))]) {
      const [first, second] = [scenePicture(each, 6_000), scenePicture(each, 7_130)];
      const { width, height } = jpeg.decode(first, { useTArray: true });
      expect({ width, height }).toEqual(PICTURE);
      expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
    }
  });
});
