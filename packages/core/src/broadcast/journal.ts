import type { Answer, BroadcastClass, ChimeName, DelayClass, SyncState } from "@dalaba/protocol";
import type { AuditEntry } from "../audit/audit-entry";
import type { SiteId, SpeakerId } from "../model";

/**
 * What `air` writes down before and while speakers sound; the store ingests it in order (house.md invariant 4).
 * `broadcast` is the id as 16 lower-case hex digits.
 */
export type JournalEntry =
  | { readonly kind: "started"; readonly start: BroadcastStart }
  | {
      readonly kind: "offered";
      readonly broadcast: string;
      readonly speakers: readonly SpeakerId[];
      readonly atMs: number;
    }
  | {
      readonly kind: "withheld";
      readonly broadcast: string;
      readonly speakers: readonly SpeakerId[];
      readonly because: string;
      readonly atMs: number;
    }
  | {
      readonly kind: "answered";
      readonly broadcast: string;
      readonly speaker: SpeakerId;
      readonly answer: Answer;
      readonly why: string | null;
      /** The broadcast that holds the speaker, for busy and outranked. */
      readonly holder: string | null;
      readonly sync: SyncState | null;
      readonly atMs: number;
    }
  | { readonly kind: "receipt"; readonly broadcast: string; readonly receipt: ReceiptRow }
  | { readonly kind: "ended"; readonly broadcast: string; readonly end: BroadcastEnd }
  | { readonly kind: "audit"; readonly entry: AuditEntry }
  | { readonly kind: "event"; readonly event: NewEvent };

export type BroadcastKind = "talk" | "play";

/** Who caused it. Later kinds (schedule, link, caller) bring their own issues. */
export interface BroadcastActor {
  readonly kind: "operator" | "token" | "system";
  readonly id: string;
  readonly name: string;
}

export interface BroadcastStart {
  /** 16 lower-case hex digits. */
  readonly id: string;
  readonly kind: BroadcastKind;
  readonly priority: number;
  readonly class: BroadcastClass;
  readonly actor: BroadcastActor;
  readonly room: string | null;
  readonly why: string | null;
  /** The `--to` expression as it was given. */
  readonly to: string;
  readonly speakers: readonly { readonly id: SpeakerId; readonly delayClass: DelayClass }[];
  /** The sites of those speakers: who may see this broadcast. */
  readonly sites: readonly SiteId[];
  /** The offer's order counter, UTC microseconds. */
  readonly issued: number;
  readonly startedAtMs: number;
  readonly codec: string;
  readonly chime: ChimeName;
  readonly gainDb: number;
  /** serverTime (µs) of mediaTime `m0`. */
  readonly t0Us: number;
  readonly m0: number;
  /** D per delay class, µs: `playAt` of mediaTime m = t0Us + (m - m0) / 48 ms + D. */
  readonly delayUs: Readonly<Record<DelayClass, number>>;
  /** The broadcast whose recording this one plays again; left out or null: none. */
  readonly repeats?: string | null;
  /** The clip that it plays; left out or null: none. */
  readonly clip?: string | null;
}

export interface BroadcastEnd {
  readonly endedAtMs: number;
  readonly endedBecause: string;
  /** Who stopped it; null when it ended by itself. */
  readonly endedBy: BroadcastActor | null;
  /** serverTime of the source's first frame at `air`, from which `firstSoundMs` counts; null when none came. */
  readonly firstFrameAtUs: number | null;
  /** 20 ms frames sent, the first to EOS. */
  readonly frames: number;
  readonly durationMs: number;
  /** Relative to the data folder; null when nothing was recorded. */
  readonly recordingPath: string | null;
}

/** A receipt as it is kept: its counts, whether it verified, and its bytes for whoever doubts it. */
export interface ReceiptRow {
  readonly speaker: SpeakerId;
  /** The boot it speaks of, 16 hex digits, and its place among what that boot said (SPEC 5.1). */
  readonly bootId: string;
  readonly counter: number;
  /** The next three are null when nothing sounded. */
  readonly firstSampleAtUs: number | null;
  readonly firstMediaTime: number | null;
  /** serverTime at which that sample was to sound; left out: by the timeline that the broadcast began with. */
  readonly plannedAtUs?: number;
  /** mediaTime after the last sample that sounded. */
  readonly endMediaTime: number | null;
  readonly clockErrorUs: number | null;
  readonly played: number;
  readonly concealed: number;
  readonly late: number;
  readonly missing: number;
  readonly endedBecause: string;
  readonly receiptAtMs: number;
  readonly receiptVerified: boolean;
  /** base64 of the receipt as it arrived. */
  readonly raw: string;
}

/** One line of the event feed that console and API follow. */
export interface NewEvent {
  readonly atMs: number;
  /** Kebab-case, such as `speaker-online`. */
  readonly kind: string;
  /** The id of what it is about. */
  readonly subject: string;
  /** Who may see it: those who see this site; null means everyone signed in. */
  readonly site: SiteId | null;
  readonly body: Readonly<Record<string, unknown>>;
}
