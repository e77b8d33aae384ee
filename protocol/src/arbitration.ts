import type { Offer, Resume } from "./orders";
import type { Answer, EndReason } from "./upward-body";

/**
 * Which offer a speaker sounds (SPEC 7). The speaker decides with this function; the controller predicts and explains
 * with it; nothing else compares priorities. Rules are tried in the order of SPEC 7 and the first that fits decides.
 */

export const MAX_PRIORITY = 100;
/** From here up a broadcast ignores gain, mute and quiet hours, queues against its equals, and cuts what is below. */
export const ALERT_PRIORITY = 80;
export const MAX_QUEUED = 4;
export const DUCK_DB = 18;

/** The part of an offer that arbitration looks at. */
export type Claim = Pick<
  Offer,
  "broadcast" | "priority" | "class" | "issued" | "resume" | "waitMs" | "night" | "replaces" | "endsByUtcMs"
>;

/** `sounding` is heard; `ducked` is heard 18 dB down; `suspended` runs on silently on the common timeline. */
export interface Held {
  readonly claim: Claim;
  readonly state: "sounding" | "ducked" | "suspended";
}

export interface Queued {
  readonly claim: Claim;
  readonly untilUtcMs: number;
}

export interface ArbitrationState {
  readonly held: readonly Held[];
  readonly queued: readonly Queued[];
  /** Stopped ids and until when they stay stopped: STOP is final, even before its OFFER. */
  readonly tombstones: Readonly<Record<string, number>>;
}

export interface Limits {
  /** Streams that can sound at once: with 1 a ducked stream is suspended instead. */
  readonly mixed: 1 | 2;
  readonly muted: boolean;
  readonly quiet: boolean;
}

export type ArbitrationInput =
  | { readonly type: "offer"; readonly claim: Claim }
  | {
      readonly type: "stop";
      readonly broadcasts: readonly string[];
      readonly priority: number;
      readonly reason: EndReason;
      readonly endsByUtcMs: number;
    }
  | { readonly type: "ended"; readonly broadcast: string };

export type Effect =
  | { readonly type: "start"; readonly broadcast: string; readonly ducked: boolean }
  | { readonly type: "end"; readonly broadcast: string; readonly because: EndReason; readonly by: string }
  | { readonly type: "duck"; readonly broadcast: string; readonly by: string }
  | { readonly type: "suspend"; readonly broadcast: string; readonly by: string }
  | { readonly type: "rejoin"; readonly broadcast: string; readonly ducked: boolean };

export interface Decision {
  readonly state: ArbitrationState;
  /** For an offer; undefined for other inputs. */
  readonly answer: { readonly answer: Answer; readonly why: string; readonly holder: string } | undefined;
  readonly effects: readonly Effect[];
  /** When a queued offer lapses next, UTC ms. */
  readonly wakeAtUtcMs: number | undefined;
}

export const NOTHING_HELD: ArbitrationState = { held: [], queued: [], tombstones: {} };

const QUIET_CLASSES: readonly Claim["class"][] = ["schedule", "music", "link", "page", "file"];
const LIVE_CLASSES: readonly Claim["class"][] = ["talk", "page"];

const isAlert = (claim: Claim): boolean => claim.priority >= ALERT_PRIORITY;

/** True when `a` is to sound rather than `b`. Total over distinct broadcasts, so there are never two winners. */
export function outranks(a: Claim, b: Claim): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  const newestWins = a.priority >= MAX_PRIORITY;
  if (a.issued !== b.issued) return newestWins ? a.issued > b.issued : a.issued < b.issued;
  return a.broadcast < b.broadcast;
}

/** What happens to a broadcast that a higher one pushes aside. */
function pushedAside(lower: Claim, by: Claim, limits: Limits): "duck" | "suspend" | "queue" | "end" {
  if (isAlert(lower)) return lower.priority >= MAX_PRIORITY ? "end" : "queue";
  if (isAlert(by)) return canRejoin(lower) ? "suspend" : "end";
  if (lower.class === "music") return limits.mixed === 2 ? "duck" : "suspend";
  return canRejoin(lower) ? "suspend" : "end";
}

function canRejoin(claim: Claim): boolean {
  const none: Resume = "none";
  return !LIVE_CLASSES.includes(claim.class) && claim.resume !== none;
}

class Table {
  held: Held[];
  queued: Queued[];
  readonly effects: Effect[] = [];
  constructor(state: ArbitrationState) {
    this.held = [...state.held];
    this.queued = [...state.queued];
  }

  top(): Claim | undefined {
    return this.held.find((each) => each.state === "sounding")?.claim;
  }

  drop(broadcast: string): Claim | undefined {
    const claim =
      this.held.find((each) => each.claim.broadcast === broadcast)?.claim ??
      this.queued.find((each) => each.claim.broadcast === broadcast)?.claim;
    this.held = this.held.filter((each) => each.claim.broadcast !== broadcast);
    this.queued = this.queued.filter((each) => each.claim.broadcast !== broadcast);
    return claim;
  }

  set(broadcast: string, state: Held["state"]): void {
    this.held = this.held.map((each) => (each.claim.broadcast === broadcast ? { ...each, state } : each));
  }

  end(claim: Claim, because: EndReason, by: string): void {
    this.drop(claim.broadcast);
    this.effects.push({ type: "end", broadcast: claim.broadcast, because, by });
  }

  start(claim: Claim, state: "sounding" | "ducked"): void {
    this.held.push({ claim, state });
    this.effects.push({ type: "start", broadcast: claim.broadcast, ducked: state === "ducked" });
  }

  /** Clears the floor for `by`: whatever is heard below it is ducked, suspended, queued or ended. */
  yieldTo(by: Claim, limits: Limits): void {
    for (const { claim, state } of [...this.held]) {
      if (claim.broadcast === by.broadcast || state === "suspended") continue;
      const fate = claim.priority === by.priority ? "equal" : pushedAside(claim, by, limits);
      const name = claim.broadcast;
      if (fate === "duck" && state === "ducked") continue;
      if (fate === "duck" && !this.held.some((each) => each.state === "ducked")) {
        this.set(name, "ducked");
        this.effects.push({ type: "duck", broadcast: name, by: by.broadcast });
      } else if (fate === "duck" || fate === "suspend") {
        this.set(name, "suspended");
        this.effects.push({ type: "suspend", broadcast: name, by: by.broadcast });
      } else if (fate === "queue" || (fate === "equal" && isAlert(claim) && claim.priority < MAX_PRIORITY)) {
        this.end(claim, "outranked", by.broadcast);
        this.queued.push({ claim, untilUtcMs: claim.endsByUtcMs });
      } else this.end(claim, fate === "equal" && !isAlert(claim) ? "busy" : "outranked", by.broadcast);
    }
  }

  /** Fills a free floor: the best of what waits and what was suspended; music may then join ducked. */
  settle(limits: Limits, nowUtcMs: number): void {
    for (const { claim, untilUtcMs } of [...this.queued])
      if (untilUtcMs <= nowUtcMs) this.drop(claim.broadcast);
    while (!this.top()) {
      const best = [...this.held.map((each) => each.claim), ...this.queued.map((each) => each.claim)].reduce<
        Claim | undefined
      >((a, b) => (a === undefined || outranks(b, a) ? b : a), undefined);
      if (!best) return;
      const queued = this.queued.some((each) => each.claim.broadcast === best.broadcast);
      if (queued) {
        this.queued = this.queued.filter((each) => each.claim.broadcast !== best.broadcast);
        this.start(best, "sounding");
      } else {
        this.set(best.broadcast, "sounding");
        this.effects.push({ type: "rejoin", broadcast: best.broadcast, ducked: false });
      }
    }
    const top = this.top() as Claim;
    const heard = this.held.filter((each) => each.state !== "suspended").length;
    const music = this.held.find((each) => each.state === "suspended" && each.claim.class === "music");
    if (limits.mixed === 2 && heard === 1 && !isAlert(top) && music) {
      this.set(music.claim.broadcast, "ducked");
      this.effects.push({ type: "rejoin", broadcast: music.claim.broadcast, ducked: true });
    }
  }
}

/** One step. Deterministic and total: outside data was checked before (SPEC 6). */
export function arbitrate(
  state: ArbitrationState,
  input: ArbitrationInput,
  limits: Limits,
  nowUtcMs: number,
): Decision {
  const table = new Table(state);
  const tombstones: Record<string, number> = {};
  for (const [id, until] of Object.entries(state.tombstones)) if (until > nowUtcMs) tombstones[id] = until;
  let answer: Decision["answer"];
  if (input.type === "stop") {
    for (const id of input.broadcasts) {
      const claim = [...table.held, ...table.queued].find((each) => each.claim.broadcast === id)?.claim;
      if (claim && claim.priority > input.priority) continue;
      if (claim) table.end(claim, input.reason, "");
      tombstones[id] = Math.max(tombstones[id] ?? 0, input.endsByUtcMs);
    }
  } else if (input.type === "ended") table.drop(input.broadcast);
  else answer = offer(table, input.claim, tombstones, limits, nowUtcMs);
  table.settle(limits, nowUtcMs);
  const lapses = table.queued.map((each) => each.untilUtcMs);
  return {
    state: { held: table.held, queued: table.queued, tombstones },
    answer,
    effects: table.effects,
    wakeAtUtcMs: lapses.length > 0 ? Math.min(...lapses) : undefined,
  };
}

function offer(
  table: Table,
  claim: Claim,
  tombstones: Record<string, number>,
  limits: Limits,
  nowUtcMs: number,
): NonNullable<Decision["answer"]> {
  const say = (answer: Answer, why = "", holder = "") => ({ answer, why, holder });
  const id = claim.broadcast;
  if (tombstones[id] !== undefined) return say("denied", "already-stopped");
  if (table.held.some((each) => each.claim.broadcast === id)) return say("accept");
  if (table.queued.some((each) => each.claim.broadcast === id)) return say("queued");
  // Rule 2: what may not sound here at all.
  if (claim.priority > MAX_PRIORITY) return say("denied", "priority-over-limit");
  if (claim.endsByUtcMs <= nowUtcMs) return say("denied", "expired");
  if (!isAlert(claim)) {
    if (limits.muted) return say("muted");
    if (limits.quiet && (QUIET_CLASSES.includes(claim.class) || claim.night === "no")) return say("quiet");
  }
  // Rule 1: replaces ends what it names in the same step, so that an update never meets "busy".
  for (const old of claim.replaces) {
    const named = [...table.held, ...table.queued].find((each) => each.claim.broadcast === old)?.claim;
    if (named && named.priority > claim.priority) continue;
    if (named) table.end(named, "replaced", id);
    tombstones[old] = Math.max(tombstones[old] ?? 0, named?.endsByUtcMs ?? claim.endsByUtcMs);
  }
  const top = table.top();
  if (!top || outranks(claim, top)) {
    table.start(claim, "sounding");
    table.yieldTo(claim, limits);
    return say("accept");
  }
  // Rule 4: among equals the earlier keeps; alerts queue in order; at 100 the newest wins.
  if (claim.priority === top.priority) {
    if (isAlert(claim) && claim.priority < MAX_PRIORITY)
      return enqueue(table, claim, claim.endsByUtcMs, say, top);
    if (claim.waitMs > 0 && !isAlert(claim)) return enqueue(table, claim, nowUtcMs + claim.waitMs, say, top);
    return say("busy", "", top.broadcast);
  }
  // Rule 5: a lower newcomer.
  const heard = table.held.filter((each) => each.state !== "suspended").length;
  if (claim.class === "music" && limits.mixed === 2 && heard === 1 && !isAlert(top)) {
    table.start(claim, "ducked");
    return say("accept");
  }
  if (isAlert(claim)) return enqueue(table, claim, claim.endsByUtcMs, say, top);
  if (claim.waitMs > 0) return enqueue(table, claim, nowUtcMs + claim.waitMs, say, top);
  return say("outranked", "", top.broadcast);
}

type Say = (answer: Answer, why?: string, holder?: string) => NonNullable<Decision["answer"]>;

/** The queue is bounded: at the bound the lowest waits no longer, and an alert is never the one to go for a lower one. */
function enqueue(
  table: Table,
  claim: Claim,
  untilUtcMs: number,
  say: Say,
  top: Claim,
): NonNullable<Decision["answer"]> {
  if (table.queued.length >= MAX_QUEUED) {
    const worst = table.queued.map((each) => each.claim).reduce((a, b) => (outranks(a, b) ? b : a));
    if (!outranks(claim, worst))
      return say(claim.priority === top.priority ? "busy" : "outranked", "queue-full", top.broadcast);
    table.end(worst, "outranked", claim.broadcast);
  }
  table.queued.push({ claim, untilUtcMs: Math.min(untilUtcMs, claim.endsByUtcMs) });
  return say("queued", "", top.broadcast);
}
