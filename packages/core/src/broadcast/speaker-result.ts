import type { Answer } from "@dalaba/protocol";
import type { SpeakerId } from "../model";

/**
 * What is known of one speaker in one broadcast. Everything is null until it is known; nothing is assumed.
 * `...AtMs` are UTC milliseconds; `...AtUs` are serverTime microseconds (monotonic, one `clockId`).
 */
export interface SpeakerResult {
  readonly speaker: SpeakerId;
  /** When the offer was first written to its socket; null when it was not, and `withheldBecause` says why. */
  readonly offeredAtMs: number | null;
  readonly withheldBecause: string | null;
  readonly answer: Answer | null;
  readonly answerWhy: string | null;
  /** The broadcast that held the speaker, for busy and outranked. */
  readonly holder: string | null;
  readonly answeredAtMs: number | null;
  /** When its first sample left the converter. */
  readonly firstSampleAtUs: number | null;
  /** mediaTime (48 kHz) of that sample: above 0 for one that joined late. */
  readonly firstMediaTime: number | null;
  /** `playAt` of the frame that sample belongs to: what `firstSampleAtUs` should have been. */
  readonly plannedAtUs: number | null;
  /** How far its clock may be off, by its own account, in microseconds. */
  readonly clockErrorUs: number | null;
  /** 20 ms frames from the broadcast's first to EOS that this speaker was to sound; known once it is settled. */
  readonly expected: number | null;
  readonly played: number | null;
  readonly concealed: number | null;
  readonly late: number | null;
  readonly missing: number | null;
  readonly endedBecause: string | null;
  readonly receiptAtMs: number | null;
  /** Whether its MAC and signature held; null without a receipt. */
  readonly receiptVerified: boolean | null;
}
