import type { NewEvent } from "@dalaba/core";
import type { FeedEvent, Store } from "@dalaba/store";
import type { EventFeed } from "./types";

/** Events kept in memory, so that a hundred listeners cost one query. */
const KEPT_MAX = 1_000;
/** What is read from the store in one step. */
const STEP = 500;

export interface FeedStep {
  readonly events: readonly FeedEvent[];
  /** Some after that id were cleared away. */
  readonly gap: boolean;
  /** The first that is still there, or the next to come. */
  readonly oldest: number;
}

/** The feed as the store holds it. Listeners are told that there is more, and read on at their own pace. */
export class StoredFeed implements EventFeed {
  private readonly store: Pick<Store, "events">;
  private readonly listeners = new Set<() => void>();
  private kept: FeedEvent[] = [];
  private last: number;

  constructor(store: Pick<Store, "events">) {
    this.store = store;
    this.last = store.events.lastId();
  }

  /** The newest id; 0 when there was never one. */
  get lastId(): number {
    return this.last;
  }

  publish(event: NewEvent): FeedEvent {
    const stored = this.store.events.append(event);
    this.wake();
    return stored;
  }

  wake(): void {
    for (;;) {
      const { events } = this.store.events.since(this.last, STEP);
      const newest = events.at(-1);
      if (newest === undefined) break;
      this.last = newest.id;
      this.kept.push(...events);
      if (events.length < STEP) break;
    }
    if (this.kept.length > KEPT_MAX) this.kept = this.kept.slice(-KEPT_MAX);
    for (const listener of [...this.listeners]) listener();
  }

  /** Events after that id, oldest first, at most `limit`. */
  after(id: number, limit: number): FeedStep {
    const first = this.kept[0];
    if (first === undefined || id < first.id - 1) return this.store.events.since(id, limit);
    const from = this.kept.findIndex((event) => event.id > id);
    const events = from < 0 ? [] : this.kept.slice(from, from + limit);
    return { events, gap: false, oldest: first.id };
  }

  /** Calls back whenever there is more. Answers how to leave. */
  onMore(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
