import type { BroadcastActor, SiteId } from "@dalaba/core";

/** What is known of a broadcast from the moment its ticket was granted. */
export interface Opened {
  readonly sites: readonly SiteId[];
  readonly priority: number;
  readonly actor: BroadcastActor;
  /** The ticket's secret: what takes it back while it is unused. */
  readonly ticket: string;
  readonly atMs: number;
}

const KEPT_MS = 10 * 60_000;
const KEPT_MAX = 1_000;

/** Broadcasts that were opened a short while ago: they can be stopped before the store has heard of them. */
export class OpenedBook {
  private readonly byId = new Map<string, Opened>();

  put(broadcast: string, opened: Opened): void {
    for (const [id, { atMs }] of this.byId) {
      if (opened.atMs - atMs < KEPT_MS && this.byId.size < KEPT_MAX) break;
      this.byId.delete(id);
    }
    this.byId.set(broadcast, opened);
  }

  get(broadcast: string): Opened | undefined {
    return this.byId.get(broadcast);
  }
}
