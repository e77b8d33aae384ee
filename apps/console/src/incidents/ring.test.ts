import { expect, it } from "vitest";
import { incidents } from "../i18n/incidents.zh-CN";
import { MUTE_MS, mute, rings, tonesOf } from "./ring";

it("a kind is muted for ten minutes, and the others ring on", () => {
  const muted = mute({}, "illegal-parking", 1_000);
  expect(rings(muted, "illegal-parking", 1_000 + MUTE_MS - 1)).toBe(false);
  expect(rings(muted, "illegal-parking", 1_000 + MUTE_MS)).toBe(true);
  expect(rings(muted, "fire", 1_000)).toBe(true);
});

it("help calls are never muted", () => {
  expect(rings(mute({}, "help-call", 1_000), "help-call", 1_001)).toBe(true);
  expect(rings({ "help-call": 9_999_999 }, "help-call", 1_000)).toBe(true);
});

it("every kind has a sound, and a help call none that another has", () => {
  const told = Object.keys(incidents.kind).map((kind) => JSON.stringify(tonesOf(kind)));
  expect(told.every((tones) => tones !== "[]")).toBe(true);
  expect(told.filter((tones) => tones === JSON.stringify(tonesOf("help-call")))).toHaveLength(1);
});
