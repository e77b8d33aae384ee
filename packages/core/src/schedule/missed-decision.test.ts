import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decideMissed, type MissedPolicy } from "./missed-decision";
import { occurrenceId } from "./occurrence-id";
import { isQuiet, quietWithin } from "./quiet-hours";

const AT = Date.UTC(2026, 10, 27, 0, 0);
const skip: MissedPolicy = { kind: "skip" };
const within: MissedPolicy = { kind: "within", seconds: 600 };
const latest: MissedPolicy = { kind: "latest" };

describe("an occurrence that was not begun in time", () => {
  it.each([
    [skip, 1_000, false, { act: "begin" }],
    [skip, 30_000, false, { act: "join", positionMs: 30_000 }],
    [skip, 58_000, false, { act: "skip", why: "too-late" }],
    [within, 30_000, false, { act: "join", positionMs: 30_000 }],
    [within, 600_000, false, { act: "begin" }],
    [within, 601_000, false, { act: "skip", why: "too-late" }],
    [latest, 86_400_000, false, { act: "begin" }],
    [latest, 86_400_000, true, { act: "skip", why: "overtaken" }],
  ] as const)("%j, %d ms late, overtaken %s: %j", (policy, lateMs, overtaken, expected) => {
    expect(decideMissed(policy, { utcMs: AT, durationMs: 60_000, overtaken }, AT + lateMs)).toEqual(expected);
  });

  it("cannot be joined while nobody knows how long it is", () => {
    expect(decideMissed(skip, { utcMs: AT, durationMs: null, overtaken: false }, AT + 10_000)).toEqual({
      ...{ act: "skip", why: "too-late" },
    });
  });
});

describe("the id of an occurrence", () => {
  const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

  it("follows from schedule and instant alone", () => {
    const bytes = Buffer.concat([
      Buffer.from("pa-occ-v1\0"),
      Buffer.from("00000000000000a1", "hex"),
      Buffer.from(AT.toString(16).padStart(16, "0"), "hex"),
    ]);
    const expected = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    expect(occurrenceId(sha256, "00000000000000a1", AT)).toBe(expected);
    expect(occurrenceId(sha256, "00000000000000a1", AT + 1)).not.toBe(expected);
    expect(occurrenceId(sha256, "00000000000000a2", AT)).not.toBe(expected);
  });
});

describe("quiet hours", () => {
  const night = [{ from: "22:00:00", to: "06:30:00" }];
  const utc = (text: string) => Date.parse(`${text}+08:00`);

  it("go over midnight, and end where they say", () => {
    const quiet = (text: string) => isQuiet(utc(`2026-11-27T${text}`), "Asia/Shanghai", night);
    expect([
      quiet("21:59:59"),
      quiet("22:00:00"),
      quiet("00:00:00"),
      quiet("06:29:59"),
      quiet("06:30:00"),
    ]).toEqual([...[false, true, true, true, false]]);
  });

  it("are met by what begins before them and ends in them", () => {
    const begins = utc("2026-11-27T21:50:00");
    expect(quietWithin(begins, 5 * 60_000, "Asia/Shanghai", night)).toBeUndefined();
    expect(quietWithin(begins, 15 * 60_000, "Asia/Shanghai", night)).toBe(utc("2026-11-27T22:00:00"));
    expect(quietWithin(utc("2026-11-27T23:00:00"), 1, "Asia/Shanghai", night)).toBe(
      utc("2026-11-27T23:00:00"),
    );
    expect(quietWithin(begins, 86_400_000, "Asia/Shanghai", [])).toBeUndefined();
  });
});
