import { describe, expect, it } from "vitest";
import { rangeOf, recordingResponse } from "./recording-response";

describe("ranges of a recording (RFC 9110 14.1.2)", () => {
  const cases: readonly [string, ReturnType<typeof rangeOf>][] = [
    ["bytes=0-9", { from: 0, to: 9 }],
    ["bytes=90-", { from: 90, to: 99 }],
    ["bytes=90-500", { from: 90, to: 99 }],
    ["bytes=-10", { from: 90, to: 99 }],
    ["bytes=-500", { from: 0, to: 99 }],
    ["bytes=100-", "outside"],
    ["bytes=-0", "outside"],
    ["bytes=9-5", undefined],
    ["bytes=0-1,5-6", undefined],
    ["bytes=-", undefined],
    ["frames=0-1", undefined],
  ];
  for (const [header, wanted] of cases)
    it(`reads ${header} of 100 bytes`, () => expect(rangeOf(header, 100)).toEqual(wanted));

  it("refuses a file that is gone", () => {
    expect(recordingResponse("/nonexistent/x.opus", undefined)).toMatchObject({ code: "no-recording" });
  });
});
