import { type ArbitrationTable, arbitrationTable } from "./arbitration-table";
import type { Offer } from "./orders";
import { isAlert, MAX_PRIORITY, outranks } from "./rank";
import type { Answer, EndReason } from "./upward-body";

/**
 * Which offer a speaker sounds (SPEC 7). The speaker decides with this function; the controller predicts and explains
 * with it; nothing else compares priorities. Rules are tried in the order of SPEC 7.6 and the first that fits decides.
 */

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

/** STOP is final, even before its OFFER: but never for an offer of a higher priority than who stopped (SPEC 7.4). */
export interface Tombstone {
  readonly untilUtcMs: number;
  readonly priority: number;
}

export interface ArbitrationState {
  readonly held: readonly Held[];
  readonly queued: readonly Queued[];
  /** By broadcast id. */
  readonly tombstones: Readonly<Record<string, Tombstone>>;
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

/** One step. Deterministic and total: outside data was checked before (SPEC 6). */
export function arbitrate(
  state: ArbitrationState,
  input: ArbitrationInput,
  limits: Limits,
  nowUtcMs: number,
): Decision {
  const table = arbitrationTable(state, nowUtcMs);
  let answer: Decision["answer"];
  if (input.type === "stop") {
    for (const id of input.broadcasts) {
      const claim = table.claimOf(id);
      if (claim && claim.priority > input.priority) continue;
      if (claim) table.end(claim, input.reason, "");
      table.bury(id, { untilUtcMs: input.endsByUtcMs, priority: input.priority });
    }
  } else if (input.type === "ended") table.drop(input.broadcast);
  else answer = answerOffer(table, input.claim, limits, nowUtcMs);
  table.settle(limits);
  const lapses = table.queued.map((each) => each.untilUtcMs);
  return {
    state: { held: table.held, queued: table.queued, tombstones: Object.fromEntries(table.tombstones) },
    answer,
    effects: table.effects,
    wakeAtUtcMs: lapses.length > 0 ? Math.min(...lapses) : undefined,
  };
}

type Said = NonNullable<Decision["answer"]>;

function say(answer: Answer, why = "", holder = ""): Said {
  return { answer, why, holder };
}

function answerOffer(table: ArbitrationTable, claim: Claim, limits: Limits, nowUtcMs: number): Said {
  const id = claim.broadcast;
  // Rule 1: what is stopped or known already.
  const stopped = table.tombstones.get(id);
  if (stopped && stopped.priority >= claim.priority) return say("denied", "already-stopped");
  const known = table.claimOf(id);
  if (known && known.priority >= claim.priority)
    return say(table.held.some((each) => each.claim === known) ? "accept" : "queued");
  // Rule 2: what may not sound here at all. It comes before rule 3: a refused offer must not end anything.
  if (claim.priority > MAX_PRIORITY) return say("denied", "priority-over-limit");
  if (claim.endsByUtcMs <= nowUtcMs) return say("denied", "expired");
  if (!isAlert(claim)) {
    if (limits.muted) return say("muted");
    if (limits.quiet && (QUIET_CLASSES.includes(claim.class) || claim.night === "no")) return say("quiet");
  }
  // Rule 3: replaces ends what it names in the same step, so that an update never meets "busy". The same id at a
  // lower priority goes as well: whoever took it first with less authority must not hold up an emergency.
  if (known) table.end(known, "replaced", id);
  for (const old of claim.replaces) {
    const named = table.claimOf(old);
    if (old === id || (named && named.priority > claim.priority)) continue;
    if (named) table.end(named, "replaced", id);
    table.bury(old, { untilUtcMs: named?.endsByUtcMs ?? claim.endsByUtcMs, priority: claim.priority });
  }
  // Rule 4: a free floor, or a newcomer that outranks who sounds.
  const top = table.top();
  if (!top || outranks(claim, top)) {
    table.start(claim, "sounding");
    table.makeWay(claim, limits);
    return say("accept");
  }
  // Rule 5: alerts below 100 wait in the order of their issue.
  const equal = claim.priority === top.priority;
  if (isAlert(claim) && claim.priority < MAX_PRIORITY) return wait(table, claim, claim.endsByUtcMs, top);
  // Rule 6: lower music joins ducked where one stream sounds under 80.
  const heard = table.held.filter((each) => each.state !== "suspended").length;
  if (!equal && claim.class === "music" && limits.mixed === 2 && heard === 1 && !isAlert(top)) {
    table.start(claim, "ducked");
    return say("accept");
  }
  // Rule 7: who may wait waits. At 100 the newest wins, so that an older one has nothing to wait for.
  if (claim.waitMs > 0 && !isAlert(claim)) return wait(table, claim, nowUtcMs + claim.waitMs, top);
  // Rule 8.
  return say(equal ? "busy" : "outranked", "", top.broadcast);
}

function wait(table: ArbitrationTable, claim: Claim, untilUtcMs: number, top: Claim): Said {
  if (table.wait(claim, untilUtcMs)) return say("queued", "", top.broadcast);
  return say(claim.priority === top.priority ? "busy" : "outranked", "queue-full", top.broadcast);
}
