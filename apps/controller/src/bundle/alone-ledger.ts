import type { BroadcastActor, JournalEntry, SpeakerId } from "@dalaba/core";
import { chimeMs, FRAME_MS } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import type { ReceiptLine } from "../air/journal-line";
import type { TownView } from "../fleet";
import { type ProgrammeEntry, sitesOf, speakersOf } from "./programme-entries";

interface LedgerParts {
  readonly store: Pick<Store, "occurrences">;
  view(): TownView;
  entry(broadcast: string): ProgrammeEntry | undefined;
}

const NOBODY_KNOWS: BroadcastActor = { kind: "system", id: "schedules", name: "schedules" };

/** What the store is told when a speaker says that it played, alone, what the controller never sent (SPEC 13.8). */
export class AloneLedger {
  private readonly parts: LedgerParts;

  constructor(parts: LedgerParts) {
    this.parts = parts;
  }

  /** The beginning and the end of that broadcast; nothing when the receipt is of what was offered. */
  entries({ broadcast, speaker, receipt }: ReceiptLine): readonly JournalEntry[] {
    const { aloneAtUtcMs } = receipt;
    if (aloneAtUtcMs === undefined) return [];
    const entry = this.parts.entry(broadcast);
    const view = this.parts.view();
    const startedAtMs = entry?.atUtcMs ?? aloneAtUtcMs;
    const speakers = entry === undefined ? [speaker] : speakersOf(entry, view);
    const frames = entry?.frames ?? receipt.played + receipt.late + receipt.missing;
    const durationMs = frames * FRAME_MS;
    // It sounded: it is not owed any more, and the driver does not begin it late.
    if (entry !== undefined) this.parts.store.occurrences.playedAlone(occurrenceOf(entry));
    // serverTime of mediaTime 0 by this speaker: what the others' first samples are compared with.
    const t0Us = Math.max(0, Math.round(receipt.firstSampleAtUs - receipt.firstMediaTime / 0.048));
    return [
      {
        kind: "started",
        start: {
          ...{ id: broadcast, kind: "play", class: entry?.class ?? "schedule" },
          ...{ priority: entry?.priority ?? 40, actor: actorOf(entry), room: null, why: null },
          to: entry?.to ?? `speaker:${speaker}`,
          speakers: speakers.map((id) => ({
            id: id as SpeakerId,
            delayClass: view.delayClasses.get(id) ?? "lan",
          })),
          sites: entry === undefined ? [view.siteOf(speaker) ?? []].flat() : sitesOf(entry, view),
          ...{ issued: entry?.issued ?? startedAtMs * 1000, startedAtMs, codec: "opus" },
          ...{ chime: entry?.chime ?? "none", gainDb: entry?.gainDb ?? 0 },
          ...{ t0Us, m0: 0, delayUs: { lan: 0, wan: 0 } },
        },
      },
      {
        kind: "ended",
        broadcast,
        end: {
          endedAtMs: startedAtMs + chimeMs(entry?.chime ?? "none") + durationMs,
          ...{ endedBecause: "finished", endedBy: null, firstFrameAtUs: null, frames, durationMs },
          recordingPath: null,
        },
      },
    ];
  }
}

function occurrenceOf({ broadcast: id, schedule, revision, atUtcMs: utcMs, announcement }: ProgrammeEntry) {
  return { id, schedule, revision, utcMs, announcement };
}

function actorOf(entry: ProgrammeEntry | undefined): BroadcastActor {
  if (entry === undefined) return NOBODY_KNOWS;
  return { kind: "system", id: `schedule-${entry.schedule}`, name: entry.scheduleTitle };
}
