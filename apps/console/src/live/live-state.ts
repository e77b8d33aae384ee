import type { EventReply, OnAirReply, SpeakerReply, StatusReply } from "@dalaba/api/browser";

/** What the console knows of the town now, and how old that knowledge is. Pure: `liveStep` alone changes it. */
export interface LiveState {
  /**
   * - `connecting`: nothing is known yet
   * - `live`: the feed speaks
   * - `stale`: the feed has been silent for longer than a heartbeat allows; what is shown may be old
   * - `offline`: the controller cannot be reached; it is tried again
   * - `signed-out`: the session has ended
   */
  readonly link: "connecting" | "live" | "stale" | "offline" | "signed-out";
  /** When the controller was last heard, UTC ms of this machine; null before the first word. */
  readonly heardAtMs: number | null;
  /** Id of the newest event taken in: where the feed is resumed. */
  readonly lastEventId: number;
  readonly speakers: ReadonlyMap<string, SpeakerReply>;
  readonly sites: readonly SiteView[];
  readonly zones: readonly ZoneView[];
  readonly rooms: readonly RoomView[];
  readonly onAir: readonly OnAirReply[];
  /** speaker → the broadcasts it reports to sound. */
  readonly sounding: ReadonlyMap<string, readonly string[]>;
  readonly status: StatusReply | null;
  /** Counts up whenever a broadcast began, ended or was counted: lists of broadcasts are then read anew. */
  readonly broadcastsRevision: number;
  /** Counts up whenever an incident changed: lists of incidents are then read anew. */
  readonly incidentsRevision: number;
  /** The newest incident that opened, or was handed over, since the page was loaded. */
  readonly rung: { readonly id: string; readonly kind: string; readonly event: number } | null;
  /** Counts up whenever places, people or maps changed. */
  readonly townRevision: number;
}

export interface SiteView {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly timeZone: string | null;
}

export interface ZoneView {
  readonly id: string;
  readonly name: string;
  readonly site: string;
  readonly speakers: readonly string[];
}

export interface RoomView {
  readonly id: string;
  readonly name: string;
  readonly site: string;
  readonly kind: "village" | "centre";
}

/** Everything that is read at once when the feed begins. */
export interface Snapshot {
  readonly speakers: readonly SpeakerReply[];
  readonly sites: readonly SiteView[];
  readonly zones: readonly ZoneView[];
  readonly rooms: readonly RoomView[];
  readonly onAir: readonly OnAirReply[];
  readonly status: StatusReply;
}

export type LiveInput =
  | { readonly type: "snapshot"; readonly snapshot: Snapshot }
  /** `id`: where to resume; a beat carries it too. */
  | { readonly type: "heard"; readonly id: number | null }
  | { readonly type: "events"; readonly events: readonly EventReply[] }
  | { readonly type: "on-air"; readonly items: readonly OnAirReply[] }
  | { readonly type: "status"; readonly status: StatusReply }
  | { readonly type: "lost" }
  | { readonly type: "signed-out" }
  | { readonly type: "tick" };

/** The feed says something at least every 15 s; a third of a beat more for the network. */
export const STALE_AFTER_MS = 20_000;

export const emptyLive: LiveState = {
  link: "connecting",
  heardAtMs: null,
  lastEventId: 0,
  speakers: new Map(),
  sites: [],
  zones: [],
  rooms: [],
  onAir: [],
  sounding: new Map(),
  status: null,
  broadcastsRevision: 0,
  incidentsRevision: 0,
  rung: null,
  townRevision: 0,
};
