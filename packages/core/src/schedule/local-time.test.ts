import { describe, expect, it } from "vitest";
import { instantOf, type LocalTime, localAt, readLocalTime } from "./local-time";

const at = (text: string, zone: string) => {
  const { utcMs, change } = instantOf(readLocalTime(text) as LocalTime, zone);
  return [new Date(utcMs).toISOString().slice(0, 19), change];
};

describe("local times", () => {
  it.each([
    ["2026-11-27T07:30", "2026-11-27T07:30:00"],
    ["2026-11-27T07:30:05", "2026-11-27T07:30:05"],
    ["2026-02-29T07:30", undefined],
    ["2026-11-27T24:00", undefined],
    ["2026-11-27", undefined],
    ["2026-11-27T07:30Z", undefined],
    ["yesterday", undefined],
  ])("reads %s as %s", (text, expected) => {
    expect(readLocalTime(text)).toBe(expected);
  });

  it("is eight hours ahead of UTC in China, all year", () => {
    expect(at("2026-07-01T07:30", "Asia/Shanghai")).toEqual(["2026-06-30T23:30:00", null]);
    expect(at("2026-01-01T07:30", "Asia/Shanghai")).toEqual(["2025-12-31T23:30:00", null]);
  });

  it("moves a time in a gap forward, and takes the first of two (RFC 5545 3.3.5)", () => {
    expect(at("2026-03-29T02:30", "Europe/Berlin")).toEqual(["2026-03-29T01:30:00", "gap"]);
    expect(at("2026-10-25T02:30", "Europe/Berlin")).toEqual(["2026-10-25T00:30:00", "overlap"]);
    expect(at("2026-10-04T02:15", "Australia/Lord_Howe")).toEqual(["2026-10-03T15:45:00", "gap"]);
  });

  it("shows an instant as the site's clock does", () => {
    expect(localAt(Date.UTC(2026, 10, 26, 23, 30), "Asia/Shanghai")).toBe("2026-11-27T07:30:00");
    expect(localAt(Date.UTC(2026, 2, 29, 1, 30), "Europe/Berlin")).toBe("2026-03-29T03:30:00");
  });
});
