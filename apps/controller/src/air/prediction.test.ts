import type { Claim } from "@dalaba/protocol";
import { expect, test } from "vitest";
import { Prediction } from "./prediction";

const claim = (broadcast: string, priority: number, patch: Partial<Claim> = {}): Claim => ({
  ...{ broadcast, priority, class: "talk", issued: 1, resume: "none", waitMs: 0 },
  ...{ night: "no", replaces: [], endsByUtcMs: 1e9 },
  ...patch,
});
const LIMITS = { mixed: 1, muted: false, quiet: false } as const;

test("reckons with the speaker's own function, and believes the speaker's answer", () => {
  const prediction = new Prediction();
  expect(prediction.offer("a", claim("1", 60), LIMITS, 0)).toBe("accept");
  expect(prediction.offer("a", claim("2", 50), LIMITS, 0)).toBe("outranked");
  expect(prediction.predicted("a", "1")).toBe("sounding");
  expect(prediction.predicted("a", "2")).toBe("none");
  prediction.answered("a", claim("1", 60), "muted", LIMITS, 0);
  prediction.answered("a", claim("2", 50), "accept", LIMITS, 0);
  expect(prediction.predicted("a", "1")).toBe("none");
  expect(prediction.predicted("a", "2")).toBe("sounding");
  prediction.answered("a", claim("2", 50), "queued", LIMITS, 0);
  prediction.forget("a");
  expect(prediction.predicted("a", "2")).toBe("none");
});

test("knows who is suspended under a higher one, and that it goes on afterwards", () => {
  const prediction = new Prediction();
  prediction.offer("a", claim("1", 40, { class: "file", resume: "rejoin" }), LIMITS, 0);
  prediction.offer("a", claim("2", 60), LIMITS, 0);
  expect(prediction.predicted("a", "1")).toBe("suspended");
  prediction.ended("a", "2", LIMITS, 0);
  expect(prediction.predicted("a", "1")).toBe("sounding");
  prediction.ended("b", "2", LIMITS, 0);
  expect(prediction.predicted("b", "2")).toBe("none");
});

test("foresees an offer and its effects without changing anything", () => {
  const prediction = new Prediction();
  prediction.offer("a", claim("1", 40, { class: "file", resume: "rejoin" }), LIMITS, 0);
  const above = prediction.foresee("a", claim("2", 60), LIMITS, 0);
  expect(above.answer?.answer).toBe("accept");
  expect(above.effects).toContainEqual({ type: "suspend", broadcast: "1", by: "2" });
  expect(prediction.foresee("a", claim("3", 30), LIMITS, 0).answer).toMatchObject({
    answer: "outranked",
    holder: "1",
  });
  expect(prediction.predicted("a", "1")).toBe("sounding");
  expect(prediction.predicted("a", "2")).toBe("none");
});
