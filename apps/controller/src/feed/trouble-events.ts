import type { Clock } from "../clock";
import type { Log } from "../log";
import type { TroubleBoard } from "../trouble";
import type { EventFeed } from "./types";

/** Tells the feed what is hung on the board of troubles and taken down. Answers how to end it. */
export function tellTroubles(parts: {
  readonly troubles: TroubleBoard;
  readonly feed: EventFeed;
  readonly clock: Clock;
  readonly log: Log;
}): () => void {
  const { troubles, feed, clock, log } = parts;
  return troubles.onChange((key, trouble) => {
    const kind = trouble === null ? "trouble-cleared" : "trouble-set";
    const body = trouble === null ? {} : { ...trouble };
    try {
      feed.publish({
        atMs: clock.nowMs(),
        kind,
        subject: key,
        site: null,
        body: { ...body, ready: troubles.ready() },
      });
    } catch (error) {
      // The trouble may be the very disk that the event would go to.
      log.warn({ error, key }, `${kind} could not be stored as an event; see the disk`);
    }
  });
}
