import type { BroadcastActor, JournalEntry, NewEvent, SiteId, SpeakerId } from "@dalaba/core";
import { peekUpwardHead } from "@dalaba/protocol";
import type { BeginLine, EndLine, JournalLine, ReceiptLine } from "../air/journal-line";

/** What a line of `air`'s journal means for the store. Times of the line itself are UTC ms. */
export interface LineMeaning {
  readonly entries: readonly JournalEntry[];
  /** A broadcast whose counts are to be told again. */
  readonly counted?: string;
  /** A broadcast to which nothing more is expected. */
  readonly settled?: string;
}

type SiteOf = (speaker: string) => SiteId | undefined;

export function meaningOf(line: JournalLine, siteOf: SiteOf): LineMeaning {
  switch (line.type) {
    case "begin":
      return { entries: begun(line, siteOf), counted: line.broadcast };
    case "offer":
      return {
        entries: [
          {
            kind: "offered",
            broadcast: line.broadcast,
            speakers: [line.speaker as SpeakerId],
            atMs: line.atUtcMs,
          },
        ],
      };
    case "ack":
      return {
        entries: [
          {
            kind: "answered",
            broadcast: line.broadcast,
            speaker: line.speaker as SpeakerId,
            answer: line.answer,
            why: line.why || null,
            holder: line.holder || null,
            sync: line.sync,
            atMs: line.atUtcMs,
          },
        ],
        counted: line.broadcast,
      };
    case "receipt":
      return { entries: [received(line)], counted: line.broadcast };
    case "cut":
      return {
        entries: [
          {
            kind: "withheld",
            broadcast: line.broadcast,
            speakers: [line.speaker as SpeakerId],
            because: line.reason,
            atMs: line.atUtcMs,
          },
        ],
      };
    case "end":
      return { entries: ended(line) };
    case "settled":
      return { entries: [], settled: line.broadcast };
    case "unverified":
      return {
        entries: [
          event(line.atUtcMs, "speaker-unverified", line.speaker, siteOf(line.speaker) ?? null, {
            code: line.code,
            count: line.count,
          }),
        ],
      };
  }
}

function begun(line: BeginLine, siteOf: SiteOf): readonly JournalEntry[] {
  const sites = [...new Set(line.speakers.flatMap(({ id }) => siteOf(id) ?? []))].sort();
  const of = (state: "offered" | "offline"): SpeakerId[] =>
    line.speakers.filter((speaker) => speaker.state === state).map(({ id }) => id as SpeakerId);
  const { broadcast, kind, priority, actor, room, to, repeats = null, clip = null } = line;
  const offline = of("offline");
  return [
    {
      kind: "started",
      start: {
        id: broadcast,
        kind,
        priority,
        class: line.class,
        actor,
        room,
        why: line.why,
        to,
        speakers: line.speakers.map(({ id, delayClass }) => ({ id: id as SpeakerId, delayClass })),
        sites,
        issued: line.issued,
        startedAtMs: line.atUtcMs,
        codec: "opus",
        chime: line.chime,
        gainDb: line.gainDb,
        t0Us: line.t0Us,
        m0: line.m0,
        delayUs: line.delayUs,
        repeats,
        clip,
      },
    },
    { kind: "offered", broadcast, speakers: of("offered"), atMs: line.atUtcMs },
    { kind: "withheld", broadcast, speakers: offline, because: "offline", atMs: line.atUtcMs },
    broadcastEvent(line.atUtcMs, "broadcast-started", broadcast, sites, {
      kind,
      priority,
      actor: actor.name,
      room,
      to,
      targets: line.speakers.length,
      offline: offline.length,
      ...(repeats === null ? {} : { repeats }),
    }),
  ];
}

/** Of bytes that cannot be read: all of them are then one boot. */
const NO_HEAD = { bootId: "", counter: 0 };

function received(line: ReceiptLine): JournalEntry {
  const { broadcast, speaker, verified, receipt, raw, atUtcMs, plannedAtUs } = line;
  const sounded = receipt.firstSampleAtUs > 0;
  const { bootId, counter } = peekUpwardHead(Buffer.from(raw, "base64")) ?? NO_HEAD;
  return {
    kind: "receipt",
    broadcast,
    receipt: {
      speaker: speaker as SpeakerId,
      bootId,
      counter,
      firstSampleAtUs: sounded ? receipt.firstSampleAtUs : null,
      firstMediaTime: sounded ? receipt.firstMediaTime : null,
      ...(plannedAtUs === undefined ? {} : { plannedAtUs }),
      endMediaTime: sounded ? receipt.endMediaTime : null,
      clockErrorUs: receipt.clockErrorUs,
      played: receipt.played,
      concealed: receipt.concealed,
      late: receipt.late,
      missing: receipt.missing,
      endedBecause: receipt.endedBecause,
      receiptAtMs: atUtcMs,
      receiptVerified: verified,
      raw,
    },
  };
}

function ended(line: EndLine): readonly JournalEntry[] {
  const endedBy: BroadcastActor | null = line.by;
  return [
    {
      kind: "ended",
      broadcast: line.broadcast,
      end: {
        endedAtMs: line.atUtcMs,
        endedBecause: line.because,
        endedBy,
        firstFrameAtUs: line.firstFrameAtUs,
        frames: line.frames,
        durationMs: line.durationMs,
        recordingPath: line.recording,
      },
    },
  ];
}

/** An event about a broadcast, for whoever sees one of its sites: `body.sites` when there are several. */
export function broadcastEvent(
  atMs: number,
  kind: string,
  broadcast: string,
  sites: readonly SiteId[],
  body: Readonly<Record<string, unknown>>,
): JournalEntry {
  return event(atMs, kind, broadcast, sites.length === 1 ? (sites[0] as SiteId) : null, { ...body, sites });
}

function event(
  atMs: number,
  kind: string,
  subject: string,
  site: SiteId | null,
  body: Readonly<Record<string, unknown>>,
): JournalEntry {
  const made: NewEvent = { atMs, kind, subject, site, body };
  return { kind: "event", event: made };
}
