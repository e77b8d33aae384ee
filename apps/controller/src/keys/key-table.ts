import { ALERT_PRIORITY, MAX_PRIORITY } from "@dalaba/protocol";

/** One online key: which certificate it gets, what it may sign, and its file in `$DALABA_DATA/keys`. */
export interface KeyRow {
  /** Number in the key set, 1 to 65,535; 0 is the root. */
  readonly kid: number;
  readonly use: "stream" | "command" | "emergency";
  /** Highest priority an order signed with it may state; 0 for a stream key, whose authority is the offer's. */
  readonly maxPriority: number;
}

/**
 * Two overlapping keys of each use (wire.md 6): the first is in use, the second is already known to every speaker, so
 * that a lost key is replaced by an epoch and not by a visit to 270 poles.
 */
export const KEY_TABLE: readonly KeyRow[] = [
  { kid: 1, use: "stream", maxPriority: 0 },
  { kid: 2, use: "stream", maxPriority: 0 },
  { kid: 3, use: "command", maxPriority: ALERT_PRIORITY - 1 },
  { kid: 4, use: "command", maxPriority: ALERT_PRIORITY - 1 },
  { kid: 5, use: "emergency", maxPriority: MAX_PRIORITY },
  { kid: 6, use: "emergency", maxPriority: MAX_PRIORITY },
];

/** The stream key that signs audio now. */
export const STREAM_KID = 1;

export const ROOT_FILE = "root.key";
export const SEAL_FILE = "seal.key";

/** `stream-1.key`, `command-3.key`, ...: the number is the kid. */
export function keyFileName(row: KeyRow): string {
  return `${row.use}-${row.kid}.key`;
}
