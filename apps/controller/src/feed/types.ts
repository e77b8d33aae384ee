import type { NewEvent } from "@dalaba/core";
import type { FeedEvent } from "@dalaba/store";

/** The event feed that console and API follow. */
export interface EventFeed {
  /** Stores an event and tells the listeners. */
  publish(event: NewEvent): FeedEvent;
  /** Says that events were stored by other means (the journal's ingest): listeners read on. */
  wake(): void;
}
