import type { TalkEndReason, TalkSource } from "@dalaba/api";
import type { Stop } from "@dalaba/protocol";
import type { AudioSum } from "./broadcast-audio";
import type { BeginLine, JournalEntry } from "./journal-line";
import type { Lanes } from "./lanes";
import type { OfferFacts } from "./offer-of";
import type { TalkEnding } from "./talk-state";
import type { Actor, Ticket } from "./ticket";

/** Receipts are waited for so long after the last sample should have sounded. */
export const LATE_RECEIPTS_MS = 5000;

/** What speakers are told; the journal keeps the finer word. */
export function stopReason(because: TalkEndReason): Stop["reason"] {
  switch (because) {
    case "finished":
    case "time-limit":
      return "finished";
    case "stopped":
      return "stopped";
    default:
      return "sender-lost";
  }
}

export function beginEntry(
  facts: OfferFacts,
  source: TalkSource,
  lanes: Lanes,
  online: ReadonlySet<string>,
  recording: string | null,
): JournalEntry {
  // The ticket's secret stays out, and so does who may use it from where.
  const {
    ticket: _secret,
    speakers: _ids,
    allowedOrigins: _origins,
    stored: _stored,
    ...known
  } = facts.ticket;
  const { grantedAtUtcMs: _granted, expiresAtUtcMs: _expires, laterMs: _waits, group, ...rest } = known;
  return {
    type: "begin",
    ...rest,
    group: group ?? null,
    source,
    issued: facts.issued,
    t0Us: facts.t0Us,
    m0: 0,
    delayUs: facts.delayUs,
    endsByUtcMs: facts.endsByUtcMs,
    speakers: [...lanes.all()].map(({ id, delayClass }) => ({
      id,
      state: online.has(id) ? "offered" : "offline",
      delayClass,
    })),
    recording,
  };
}

export function endEntry(
  broadcast: string,
  ending: TalkEnding,
  by: Actor | null,
  sum: AudioSum,
  recording: string | null,
): JournalEntry {
  return {
    type: "end",
    broadcast,
    because: ending.because,
    by,
    why: ending.why,
    ...sum,
    recording,
    durationMs: Math.round(sum.endMediaTime / 48),
  };
}

/** The ticket of a broadcast as its begin line tells it; it can start nothing. */
export function ticketOf(line: BeginLine): Ticket {
  const { group, speakers, ...rest } = line;
  return {
    ticket: "",
    broadcast: rest.broadcast,
    kind: rest.kind,
    class: rest.class,
    priority: rest.priority,
    actor: rest.actor,
    room: rest.room,
    why: rest.why,
    to: rest.to,
    speakers: speakers.map(({ id }) => id),
    ...(group === null ? {} : { group }),
    chime: rest.chime,
    gainDb: rest.gainDb,
    night: rest.night,
    waitMs: rest.waitMs,
    // startedAt + maxMs stands in for endsBy.
    maxMs: Math.max(0, line.endsByUtcMs - line.atUtcMs),
    grantedAtUtcMs: line.atUtcMs,
    expiresAtUtcMs: line.atUtcMs,
  };
}
