import { FRAME_SAMPLES } from "@dalaba/protocol";
import type { SpeakerId } from "../model";
import type { SpeakerResult } from "./speaker-result";

export type Verdict = "played" | "partial" | "failed";

/** At least this share of the frames sent, sounded as they were sent, is *played* (issue 2 item 10). */
export const PLAYED_SHARE = 0.99;

/**
 * Why a speaker did not play a broadcast whole. Each is a row of docs/errors.md.
 * Before the offer: offline, disabled, unsupported. Its answer: busy, muted, quiet, outranked, denied, stale-config,
 * queued. Without evidence: no-answer, no-receipt, unverified, no-audio. How it ended: the protocol's end reasons and
 * dropped-behind, disconnected. Else: late-join, frames-lost.
 */
export const RESULT_REASONS = [
  "offline",
  "disabled",
  "unsupported",
  "busy",
  "muted",
  "quiet",
  "outranked",
  "denied",
  "stale-config",
  "queued",
  "no-answer",
  "no-receipt",
  "unverified",
  "no-audio",
  "dropped-behind",
  "disconnected",
  "dead-stream",
  "sender-lost",
  "stopped",
  "replaced",
  "expired",
  "restarted",
  "factory-limit",
  "late-join",
  "frames-lost",
] as const;
export type ResultReason = (typeof RESULT_REASONS)[number];

export interface SpeakerVerdict {
  readonly speaker: SpeakerId;
  readonly verdict: Verdict;
  /** Null when played. */
  readonly reason: ResultReason | null;
}

/**
 * What one speaker's row amounts to. `framesSent` is what the source sent from first to EOS, 20 ms each; a row may not
 * claim that fewer were to be heard. The speaker may have missed more than is known to have been sent: when `air` dies
 * its count dies with it, and who waited for the rest did not hear the whole. Nothing is played without a verified
 * receipt (house.md invariant 7).
 */
export function judgeSpeaker(row: SpeakerResult, framesSent: number | null): SpeakerVerdict {
  const { speaker } = row;
  const sounded = row.receiptVerified === true ? (row.played ?? 0) : 0;
  if (sounded === 0) return { speaker, verdict: "failed", reason: whySilent(row, framesSent) };
  // SPEC 9.3: each slot that was waited for is exactly one of these.
  const counted = sounded + (row.late ?? 0) + (row.missing ?? 0);
  const expected = Math.max(framesSent ?? 0, row.expected ?? 0, counted);
  if (sounded >= PLAYED_SHARE * expected) return { speaker, verdict: "played", reason: null };
  return { speaker, verdict: "partial", reason: whyPartial(row) };
}

function whySilent(row: SpeakerResult, framesSent: number | null): ResultReason {
  if (row.receiptVerified === false) return "unverified";
  if (row.receiptAtMs !== null) return framesSent === 0 ? "no-audio" : (endReason(row) ?? "frames-lost");
  switch (row.answer) {
    case "busy":
    case "muted":
    case "quiet":
    case "outranked":
    case "queued":
      return row.answer;
    case "denied":
      return asReason(row.answerWhy) ?? "denied";
    case "accept":
      return asReason(row.withheldBecause) ?? "no-receipt";
    case null:
      return whyUnanswered(row);
  }
}

/** Who never answered was behind from the start: that it was given up for it explains nothing. */
function whyUnanswered(row: SpeakerResult): ResultReason {
  const withheld = asReason(row.withheldBecause);
  if (row.offeredAtMs === null) return withheld ?? "offline";
  return withheld === "dropped-behind" ? "no-answer" : (withheld ?? "no-answer");
}

/** An end that cut it short says why; an ordinary end means that it came late or lost frames, whichever cost more. */
function whyPartial(row: SpeakerResult): ResultReason {
  const joinedAfter = (row.firstMediaTime ?? 0) / FRAME_SAMPLES;
  const lost = (row.late ?? 0) + (row.missing ?? 0);
  return (
    asReason(row.withheldBecause) ?? endReason(row) ?? (joinedAfter > lost ? "late-join" : "frames-lost")
  );
}

function endReason(row: SpeakerResult): ResultReason | null {
  return row.endedBecause === "finished" ? null : asReason(row.endedBecause);
}

function asReason(code: string | null): ResultReason | null {
  return (RESULT_REASONS as readonly (string | null)[]).includes(code) ? (code as ResultReason) : null;
}
