import type { ArbitrationState, Claim, Effect, Held, Limits, Queued, Tombstone } from "./arbitration";
import { isAlert, MAX_PRIORITY, outranks } from "./rank";
import type { EndReason } from "./upward-body";

/** What a speaker holds, while one step of arbitration changes it (SPEC 7.7-7.10). */

export const MAX_QUEUED = 4;
/** Sounding, ducked and suspended together. */
export const MAX_HELD = 8;
/** STOP marks. */
export const MAX_TOMBSTONES = 1024;

const LIVE_CLASSES: readonly Claim["class"][] = ["talk", "page"];

function canRejoin(claim: Claim): boolean {
  return !LIVE_CLASSES.includes(claim.class) && claim.resume !== "none";
}

type Fate = "duck" | "suspend" | "wait" | "outranked" | "busy";

/** What happens to a broadcast that is heard when `by`, which outranks it, starts (SPEC 7.7). */
function fateOf(lower: Claim, by: Claim, limits: Limits): Fate {
  if (isAlert(lower)) return lower.priority >= MAX_PRIORITY ? "outranked" : "wait";
  if (lower.priority === by.priority) return "busy";
  if (lower.class === "music" && !isAlert(by)) return limits.mixed === 2 ? "duck" : "suspend";
  return canRejoin(lower) ? "suspend" : "outranked";
}

const lowest = (claims: readonly Claim[]): Claim => claims.reduce((a, b) => (outranks(a, b) ? b : a));

export class ArbitrationTable {
  held: Held[];
  queued: Queued[];
  readonly tombstones: Map<string, Tombstone>;
  readonly effects: Effect[] = [];

  constructor(state: ArbitrationState) {
    this.held = [...state.held];
    this.queued = [...state.queued];
    this.tombstones = new Map(Object.entries(state.tombstones));
  }

  top(): Claim | undefined {
    return this.held.find((each) => each.state === "sounding")?.claim;
  }

  claimOf(broadcast: string): Claim | undefined {
    return [...this.held, ...this.queued].find((each) => each.claim.broadcast === broadcast)?.claim;
  }

  drop(broadcast: string): void {
    this.held = this.held.filter((each) => each.claim.broadcast !== broadcast);
    this.queued = this.queued.filter((each) => each.claim.broadcast !== broadcast);
  }

  end(claim: Claim, because: EndReason, by: string): void {
    this.drop(claim.broadcast);
    this.effects.push({ type: "end", broadcast: claim.broadcast, because, by });
  }

  /** At the bound the mark that lapses first goes: it has the least left to forbid. */
  bury(broadcast: string, mark: Tombstone): void {
    const old = this.tombstones.get(broadcast);
    if (!old && this.tombstones.size >= MAX_TOMBSTONES) {
      const [first] = [...this.tombstones].reduce((a, b) => (b[1].untilUtcMs < a[1].untilUtcMs ? b : a));
      this.tombstones.delete(first);
    }
    this.tombstones.set(broadcast, {
      untilUtcMs: Math.max(old?.untilUtcMs ?? 0, mark.untilUtcMs),
      priority: Math.max(old?.priority ?? 0, mark.priority),
    });
  }

  start(claim: Claim, state: "sounding" | "ducked"): void {
    this.held.push({ claim, state });
    this.effects.push({ type: "start", broadcast: claim.broadcast, ducked: state === "ducked" });
  }

  /** Forgets what lapsed before anything is decided, so that nothing counts that is over (SPEC 7.3). */
  lapse(nowUtcMs: number): void {
    for (const [id, { untilUtcMs }] of this.tombstones)
      if (untilUtcMs <= nowUtcMs) this.tombstones.delete(id);
    for (const { claim, untilUtcMs } of this.queued)
      if (untilUtcMs <= nowUtcMs) this.end(claim, "expired", "");
  }

  /** Whatever is heard beside `by` is ducked, suspended, ended, or waits (SPEC 7.7). */
  makeWay(by: Claim, limits: Limits): void {
    for (const { claim, state } of this.held) {
      if (claim.broadcast === by.broadcast || state === "suspended") continue;
      const fate = fateOf(claim, by, limits);
      if (fate === "duck" && state === "ducked") continue;
      if (fate === "duck" && !this.held.some((each) => each.state === "ducked"))
        this.yield(claim, "ducked", by);
      else if (fate === "duck" || fate === "suspend") this.yield(claim, "suspended", by);
      else {
        this.end(claim, fate === "busy" ? "busy" : "outranked", by.broadcast);
        if (fate === "wait") this.wait(claim, claim.endsByUtcMs);
      }
    }
  }

  private yield(claim: Claim, state: "ducked" | "suspended", by: Claim): void {
    this.set(claim, state);
    const type = state === "ducked" ? "duck" : "suspend";
    this.effects.push({ type, broadcast: claim.broadcast, by: by.broadcast });
  }

  private set(claim: Claim, state: Held["state"]): void {
    this.held = this.held.map((each) =>
      each.claim.broadcast === claim.broadcast ? { ...each, state } : each,
    );
  }

  /** Queues; at the bound the lowest goes, be it the newcomer: then false (SPEC 7.8). */
  wait(claim: Claim, untilUtcMs: number): boolean {
    if (this.queued.length >= MAX_QUEUED) {
      const worst = lowest(this.queued.map((each) => each.claim));
      if (!outranks(claim, worst)) return false;
      this.end(worst, "outranked", claim.broadcast);
    }
    this.queued.push({ claim, untilUtcMs: Math.min(untilUtcMs, claim.endsByUtcMs) });
    return true;
  }

  /** Fills a free floor from what waits and what was pushed aside; music may then join ducked (SPEC 7.9). */
  settle(limits: Limits): void {
    if (!this.top()) {
      const all = [...this.held, ...this.queued].map((each) => each.claim);
      const best = all.length > 0 ? all.reduce((a, b) => (outranks(b, a) ? b : a)) : undefined;
      if (!best) return;
      if (this.queued.some((each) => each.claim.broadcast === best.broadcast)) {
        this.drop(best.broadcast);
        this.start(best, "sounding");
      } else {
        this.set(best, "sounding");
        this.effects.push({ type: "rejoin", broadcast: best.broadcast, ducked: false });
      }
    }
    const top = this.top() as Claim;
    const heard = this.held.filter((each) => each.state !== "suspended").length;
    const music = this.held.find((each) => each.state === "suspended" && each.claim.class === "music");
    if (limits.mixed === 2 && heard === 1 && !isAlert(top) && music) {
      this.set(music.claim, "ducked");
      this.effects.push({ type: "rejoin", broadcast: music.claim.broadcast, ducked: true });
    }
    while (this.held.length > MAX_HELD) {
      const rest = this.held.filter((each) => each.state !== "sounding").map((each) => each.claim);
      this.end(lowest(rest), "outranked", top.broadcast);
    }
  }
}

/** The table as a step finds it: what lapsed is gone. */
export function arbitrationTable(state: ArbitrationState, nowUtcMs: number): ArbitrationTable {
  const table = new ArbitrationTable(state);
  table.lapse(nowUtcMs);
  return table;
}
