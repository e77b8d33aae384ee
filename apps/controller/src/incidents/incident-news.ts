import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { EventFeed } from "../feed/types";

/** Of one incident at most so often: a camera that reports ten times a second is one row in a queue. */
const SETTLE_MS = 500;

interface NewsParts {
  readonly store: Pick<Store, "incidents">;
  readonly clock: Clock;
  readonly feed: EventFeed;
}

/** Tells consoles about incidents: what opens or is done by a person at once, repeats a little later and together. */
export class IncidentNews {
  private readonly parts: NewsParts;
  private readonly waiting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: NewsParts) {
    this.parts = parts;
  }

  /** @param why `reported`: told within half a second; what a person did, or `opened`, `sounded`: at once */
  changed(incident: string, why: string): void {
    if (why !== "reported") {
      this.waiting.delete(incident);
      this.tell(incident, why);
      return;
    }
    this.waiting.add(incident);
    this.timer ??= setTimeout(() => this.flush(), SETTLE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting.clear();
  }

  private flush(): void {
    this.timer = undefined;
    for (const id of this.waiting) this.tell(id, "reported");
    this.waiting.clear();
  }

  private tell(id: string, why: string): void {
    const found = this.parts.store.incidents.get(id);
    if (found === undefined) return;
    const { site, kind, camera, state, outcome, room, owner, openedAtMs, events } = found;
    this.parts.feed.publish({
      ...{ atMs: this.parts.clock.nowMs(), kind: "incident-changed", subject: id, site },
      body: { why, kind, camera, state, outcome, room, owner: owner?.name ?? null, openedAtMs, events },
    });
  }
}
