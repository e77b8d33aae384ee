import type { SpeakerId } from "@dalaba/core";
import type { Status, Telemetry } from "@dalaba/protocol";
import type { SpeakerStatus } from "@dalaba/store";
import type { AirEvent } from "../air/ipc";

/** A heartbeat older than this does not make a speaker online (wire.md 2), whatever else is said of it. */
export const HEARTBEAT_MS = 60_000;

/** What is known of one speaker. Every piece of evidence keeps its age, UTC ms. */
export interface KnownPresence {
  readonly speaker: SpeakerId;
  readonly online: boolean;
  readonly bootId: string | null;
  readonly why: string;
  readonly status: Readonly<Record<string, unknown>> | null;
  readonly statusAtMs: number | null;
  readonly telemetry: Readonly<Record<string, unknown>> | null;
  readonly telemetryAtMs: number | null;
  readonly lastSeenAtMs: number | null;
}

const nothing = (speaker: string): KnownPresence => ({
  speaker: speaker as SpeakerId,
  online: false,
  bootId: null,
  why: "never-seen",
  status: null,
  statusAtMs: null,
  telemetry: null,
  telemetryAtMs: null,
  lastSeenAtMs: null,
});

/** Who is online and what each speaker last said, from what `air` reports; nobody is online until it says so. */
export class PresenceBook {
  private readonly known = new Map<string, KnownPresence>();
  private readonly unsaved = new Set<string>();
  /** Who was online when the controller before this one last wrote it down, until `air` says what stands now. */
  private readonly remembered = new Map<string, boolean>();

  constructor(stored: readonly SpeakerStatus[]) {
    for (const status of stored) {
      this.known.set(status.speaker, { ...status, online: false, why: "controller-started" });
      this.remembered.set(status.speaker, status.online);
    }
  }

  get(speaker: string): KnownPresence {
    return this.known.get(speaker) ?? nothing(speaker);
  }

  /** A live connection by the last report, and a heartbeat younger than 60 s. */
  online(speaker: string, nowMs: number): boolean {
    const { online, lastSeenAtMs } = this.get(speaker);
    return online && lastSeenAtMs !== null && nowMs - lastSeenAtMs <= HEARTBEAT_MS;
  }

  /** Takes one report; answers true when the speaker came or went. */
  take(event: Extract<AirEvent, { type: "presence" | "status" | "telemetry" }>): boolean {
    const before = this.get(event.speaker);
    const next = this.next(before, event);
    this.known.set(event.speaker, next);
    this.unsaved.add(event.speaker);
    if (event.type !== "presence") return false;
    // What stood while the controller was away is no news; what changed meanwhile is.
    const stood = this.remembered.get(event.speaker) ?? before.online;
    this.remembered.delete(event.speaker);
    return next.online !== stood;
  }

  /** `air` was restarted: every connection it had is gone. Answers who was online. */
  allGone(): readonly string[] {
    const gone: string[] = [];
    for (const [id, presence] of this.known) {
      if (!presence.online) continue;
      this.known.set(id, { ...presence, online: false, why: "air-restarted" });
      this.unsaved.add(id);
      gone.push(id);
    }
    return gone;
  }

  forget(speaker: string): void {
    this.known.delete(speaker);
    this.remembered.delete(speaker);
    this.unsaved.delete(speaker);
  }

  /** What is to be stored since the last call. */
  takeUnsaved(): readonly SpeakerStatus[] {
    const rows = [...this.unsaved].map((id): SpeakerStatus => {
      const { why: _, ...row } = this.get(id);
      return row;
    });
    this.unsaved.clear();
    return rows;
  }

  private next(
    before: KnownPresence,
    event: Extract<AirEvent, { type: "presence" | "status" | "telemetry" }>,
  ): KnownPresence {
    // An offline report is no sign of life; in a snapshot it may be about a speaker that was never heard.
    const seen = (at: number) => Math.max(before.lastSeenAtMs ?? 0, at);
    switch (event.type) {
      case "presence": {
        const { online, bootId, why, at } = event;
        const changes = { online, why, bootId: bootId === "" ? before.bootId : bootId };
        return online ? { ...before, ...changes, lastSeenAtMs: seen(at) } : { ...before, ...changes };
      }
      case "status":
        return {
          ...before,
          status: plain(event.status),
          statusAtMs: event.at,
          ...alive(event.status, seen(event.at)),
        };
      case "telemetry":
        return {
          ...before,
          telemetry: plain(event.telemetry),
          telemetryAtMs: event.at,
          lastSeenAtMs: seen(event.at),
        };
    }
  }
}

/** A status that says "online" was said by a living speaker; one that says "offline" is its will. */
function alive(status: Status, lastSeenAtMs: number): { lastSeenAtMs?: number } {
  return status.online ? { lastSeenAtMs } : {};
}

function plain(message: Status | Telemetry): Readonly<Record<string, unknown>> {
  const { type: _, ...rest } = message;
  return rest;
}
