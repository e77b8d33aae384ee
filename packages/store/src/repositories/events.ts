import type { NewEvent } from "@dalaba/core";

export interface FeedEvent extends NewEvent {
  readonly id: number;
}

export interface EventRepository {
  append(event: NewEvent): FeedEvent;
  /** Events after that id, oldest first; `limit` 1 to 500. `gap` says that older ones were pruned away. */
  since(id: number, limit?: number): { readonly events: readonly FeedEvent[]; readonly gap: boolean };
  /** The newest id; 0 when there was never one. */
  lastId(): number;
  /** Keeps the newest `keep`, and none older than `beforeMs`; answers how many went. */
  prune(keep: number, beforeMs: number): number;
}
