import { describe, expect, it } from "vitest";
import { isAudible, ListenSchedule } from "./listen-schedule";

describe("what a speaker sounds, played in a browser", () => {
  it("runs on without a gap while pieces come in time", () => {
    const schedule = new ListenSchedule();
    const starts = [0, 0.05, 0.07, 0.12].map((now) => schedule.place(10 + now, 0.04));
    expect(starts.map((at) => at?.toFixed(2))).toEqual(["10.20", "10.24", "10.28", "10.32"]);
  });

  it("after a stall it begins anew with its lead, instead of stumbling along", () => {
    const schedule = new ListenSchedule();
    schedule.place(0, 0.04);
    expect(schedule.place(3, 0.04)).toBeCloseTo(3.2);
  });

  it("never falls further behind than half a second and a bit: the rest is left out", () => {
    const schedule = new ListenSchedule();
    const placed = Array.from({ length: 100 }, () => schedule.place(0, 0.04));
    expect(placed.filter((at) => at !== null)).toHaveLength(11);
    expect(Math.max(...placed.map((at) => at ?? 0))).toBeLessThan(0.65);
    expect(schedule.place(0.1, 0.04)).not.toBeNull();
  });

  it("tells silence from sound", () => {
    expect(isAudible(new Float32Array(960))).toBe(false);
    expect(isAudible(Float32Array.from([0, -0.01, 0]))).toBe(true);
  });
});
