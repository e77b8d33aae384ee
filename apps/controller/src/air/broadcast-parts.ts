import type { Log } from "../log";
import type { Clocks } from "./clocks";
import type { Counters } from "./counters";
import type { DelayPolicy } from "./delay-policy";
import type { Downlink } from "./downlink";
import type { AirEvent } from "./ipc";
import type { Journal } from "./journal";
import type { LatencyBoard } from "./latency-board";
import type { Prediction } from "./prediction";
import type { PresenceBoard } from "./presence-board";
import type { Signer } from "./signer-client";
import type { SigningKey } from "./signing-keys";
import type { SpeakerBook } from "./speaker-book";

/** What every broadcast works with. */
export interface BroadcastParts {
  readonly book: SpeakerBook;
  readonly board: PresenceBoard;
  readonly downlink: Downlink;
  readonly signer: Signer;
  readonly journal: Journal;
  readonly prediction: Prediction;
  readonly latency: LatencyBoard;
  readonly delays: DelayPolicy;
  readonly clocks: Clocks;
  readonly counters: Counters;
  readonly log: Log;
  readonly clockId: string;
  readonly dataFolder: string;
  /** The stream key in work and the key epoch, by the newest `state`. */
  streamKey(): SigningKey;
  epoch(): number;
  /** serverTime in ms when anything verified last came from a speaker, its clock requests included. */
  heardAtMs(speaker: string): number;
  trouble(code: string, detail: string, speaker?: string): void;
  /** For the controller. */
  tell(event: AirEvent): void;
}

export function nowMs(clocks: Clocks): number {
  return clocks.serverTimeUs() / 1000;
}
