import { describe, expect, it } from "vitest";
import type { SpeakerId } from "../model";
import { repeatTargets } from "./repeat";
import type { ResultReason, Verdict } from "./verdict";

const row = (speaker: string, verdict: Verdict | null, reason: ResultReason | null) => ({
  speaker: speaker as SpeakerId,
  verdict,
  reason,
});
const ROWS = [
  row("whole", "played", null),
  row("part", "partial", "frames-lost"),
  row("cut", "partial", "outranked"),
  row("held", "failed", "busy"),
  row("waited", "failed", "queued"),
  row("away", "failed", "offline"),
  row("unjudged", null, null),
];

describe("whom a broadcast is repeated to", () => {
  it.each([
    ["failed", ["part", "cut", "held", "waited", "away", "unjudged"]],
    ["busy", ["cut", "held", "waited"]],
    ["all", ["whole", "part", "cut", "held", "waited", "away", "unjudged"]],
  ] as const)("%s", (to, speakers) => {
    expect(repeatTargets(ROWS, to)).toEqual(speakers);
  });
});
