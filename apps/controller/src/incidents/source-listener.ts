import type { Outcome } from "@dalaba/core";
import type { CameraEvent, EventRefusal } from "@dalaba/core/camera-event";
import type { EventSource } from "@dalaba/store";

/** Something that is listened to until it is stopped. It comes back by itself after whatever happens to its peer. */
export interface SourceListener {
  stop(): Promise<void>;
}

/** Where a listener puts what it hears. */
export interface SourceSink {
  /** What a reader of core made of a message; null: it is no event. */
  heard(read: Outcome<CameraEvent | null, EventRefusal>): void;
  /** Why nothing can come, a code of docs/errors.md; null: it is listened to. */
  trouble(code: "source-unreachable" | "source-denied" | "camera-not-allowed" | null): void;
  nowUtcMs(): number;
}

/** Between attempts to reach a source, ms: doubled with each until the last, and forgotten once it is heard. */
export const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

export const nextRetryMs = (retryMs: number): number => Math.min(LAST_RETRY_MS, retryMs * 2);

/** One kind of source that we go to: a file of its own, and a row in `listeners.ts`. */
export type Listen = (
  source: EventSource,
  secret: Uint8Array | undefined,
  sink: SourceSink,
) => SourceListener;
