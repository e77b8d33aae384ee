import { describe, expect, it } from "vitest";
import { UtcClock } from "./utc";

const UTC = 1_800_000_000_000;

describe("UTC", () => {
  it("is trusted after three replies in a row that agree, and kept without contact", () => {
    const utc = new UtcClock(0);
    utc.reply(UTC, 5, 1_000, 1e6);
    utc.reply(UTC + 1_000, 5, 1_000, 2e6);
    expect(utc.nowMs(2e6)).toBeUndefined();
    utc.reply(UTC + 2_000, 5, 1_000, 3e6);
    expect(utc.nowMs(3e6)).toBeCloseTo(UTC + 2_000.5, 3);
    expect(utc.nowMs(1e6 + 3.6e9)).toBeCloseTo(UTC + 3_600_000.5, 3);
  });

  it("does not follow one reply, or two, that disagree; it follows three", () => {
    const utc = new UtcClock(0);
    for (let n = 0; n < 3; n++) utc.reply(UTC + n * 1_000, 5, 1_000, n * 1e6);
    utc.reply(UTC + 7_200_000, 5, 1_000, 3e6);
    utc.reply(UTC + 7_201_000, 5, 1_000, 4e6);
    expect(utc.nowMs(4e6)).toBeCloseTo(UTC + 4_000.5, 3);
    utc.reply(UTC + 7_202_000, 5, 1_000, 5e6);
    expect(utc.nowMs(5e6)).toBeCloseTo(UTC + 7_202_000.5, 3);
  });

  it("takes the most certain of the three", () => {
    const utc = new UtcClock(0);
    utc.reply(UTC, 50, 1_000, 0);
    utc.reply(UTC + 1_010, 3, 1_000, 1e6);
    utc.reply(UTC + 2_000, 50, 1_000, 2e6);
    expect(utc.nowMs(2e6)).toBeCloseTo(UTC + 2_010.5, 3);
  });

  it("never lies below the floor", () => {
    const utc = new UtcClock(UTC);
    for (let n = 0; n < 5; n++) utc.reply(UTC - 86_400_000, 5, 1_000, n * 1e6);
    expect(utc.nowMs(5e6)).toBeUndefined();
  });
});
