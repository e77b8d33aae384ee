import { isTalkOpus } from "@dalaba/api";
import { expect, test } from "vitest";
import { fromOnset, loadSpeech, synthesised } from "./speech";

test("speech begins with its first sound", () => {
  const pcm = new Float32Array(1000);
  pcm[700] = -0.5;
  expect(fromOnset(pcm)).toHaveLength(300);
  expect(fromOnset(pcm)[0]).toBe(-0.5);
});

test("what is silent throughout stays as it is", () =>
  expect(fromOnset(new Float32Array(10))).toHaveLength(10));

test("the synthesised substitute sounds at once and does not clip", () => {
  const pcm = synthesised(1);
  expect(Math.abs(pcm[0] as number)).toBeGreaterThan(0.1);
  expect(Math.max(...pcm)).toBeLessThan(1);
});

test("is frames as the talk uplink takes them, and says what it is", async () => {
  const { name, frames } = await loadSpeech();
  expect(name).not.toBe("");
  expect(frames.length).toBeGreaterThan(25);
  expect(frames.every((frame) => isTalkOpus(frame))).toBe(true);
});
