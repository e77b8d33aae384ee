import {
  type AuditEntry,
  type CoordinateSystem,
  countPlan,
  type Outcome,
  plannedSites,
  planTown,
  refuse,
  type SiteScope,
  TOWN_KINDS,
  type TownPlan,
  townDocument,
  townYaml,
} from "@dalaba/core";
import type { Store } from "@dalaba/store";
import { RESERVED_USERS } from "../broker";
import type { Clock } from "../clock";
import type { EventFeed } from "../feed/types";
import type { Fleet, PresenceBook } from "../fleet";
import { readImport, type TownImport } from "./read-import";

export interface PlannedTown {
  readonly plan: TownPlan;
  /** Every site that the plan touches: what the caller must be allowed. */
  readonly sites: readonly SiteScope[];
}

/** Plans, applies and writes out the town. */
export class TownActs {
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly fleet: Fleet;
  private readonly presence: Pick<PresenceBook, "forget">;
  private readonly feed: EventFeed;

  constructor(parts: {
    store: Store;
    clock: Clock;
    fleet: Fleet;
    presence: Pick<PresenceBook, "forget">;
    feed: EventFeed;
  }) {
    this.feed = parts.feed;
    this.store = parts.store;
    this.clock = parts.clock;
    this.fleet = parts.fleet;
    this.presence = parts.presence;
  }

  /** What an import would change; changes nothing. */
  plan(from: TownImport, prune: boolean): Outcome<PlannedTown> {
    const current = this.store.town.current();
    const wanted = readImport(current, from);
    if (!wanted.ok) return wanted;
    const { town, locate } = wanted.value;
    const planned = planTown(current, town, { prune, locate });
    if (!planned.ok) return planned;
    const plan = planned.value;
    const reserved = plan.speakers.add.find(({ id }) => RESERVED_USERS.includes(id));
    if (reserved)
      return refuse("speaker-exists", `${reserved.id} is a name of the broker's own`, {
        speaker: reserved.id,
      });
    return { ok: true, value: { plan, sites: plannedSites(current, plan) } };
  }

  /** Carries a plan out with its audit row in one transaction, then tells `air`. */
  async apply(
    plan: TownPlan,
    entry: (detail: Readonly<Record<string, unknown>>) => AuditEntry,
  ): Promise<Outcome<undefined>> {
    const { add, change, remove } = countPlan(plan);
    if (add + change + remove === 0) return { ok: true, value: undefined };
    const applied = this.store.tx(() => {
      const outcome = this.store.town.apply(plan, this.clock.nowMs());
      if (outcome.ok) this.store.audit.append(entry({ ...outcome.value }));
      return outcome;
    });
    if (!applied.ok) return applied;
    for (const { id } of plan.speakers.remove) this.presence.forget(id);
    await this.fleet.changed();
    const kinds = TOWN_KINDS.filter((kind) => {
      const of = plan[kind];
      return of.add.length + of.change.length + of.remove.length > 0;
    });
    const body = { added: add, changed: change, removed: remove, kinds };
    this.feed.publish({ atMs: this.clock.nowMs(), kind: "town-changed", subject: "town", site: null, body });
    return { ok: true, value: undefined };
  }

  /** The whole town as YAML; reading it back changes nothing. */
  yaml(coordinates: CoordinateSystem | undefined): string {
    return townYaml(townDocument(this.store.town.current(), coordinates ?? "wgs84"));
  }
}
