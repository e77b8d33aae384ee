/** A heartbeat older than this no longer counts: the speaker is not online (wire.md 2, R5). */
export const HEARTBEAT_MS = 60_000;

/** What is known of one speaker's reachability. Times are serverTime, ms. */
export interface Presence {
  readonly online: boolean;
  /** The boot of the newest verified message, "" before the first. */
  readonly bootId: string;
  /** A connection stands, as far as this broker can know. */
  readonly connected: boolean;
  readonly heardAtMs: number | undefined;
}

export const NEVER_HEARD: Presence = { online: false, bootId: "", connected: false, heardAtMs: undefined };

export type PresenceInput =
  /** A verified message, of this boot. */
  | { readonly type: "heard"; readonly bootId: string }
  | { readonly type: "connected" }
  | { readonly type: "closed"; readonly why: string }
  /** A verified offline status: the will, or a goodbye. */
  | { readonly type: "goodbye"; readonly bootId: string }
  | { readonly type: "tick" };

export interface PresenceStep {
  readonly presence: Presence;
  /** Set when `online` changed. */
  readonly change: { readonly online: boolean; readonly why: string } | undefined;
}

/**
 * Online = a heartbeat younger than 60 s and a live connection, never the retained flag. An offline of another boot
 * than the newest is ignored: it is the will of a connection that has a successor.
 */
export function stepPresence(before: Presence, input: PresenceInput, nowMs: number): PresenceStep {
  const to = (next: Partial<Presence>, why: string): PresenceStep => {
    const presence = { ...before, ...next };
    const changed = presence.online !== before.online;
    return { presence, change: changed ? { online: presence.online, why } : undefined };
  };
  switch (input.type) {
    case "heard":
      return to({ online: true, connected: true, bootId: input.bootId, heardAtMs: nowMs }, "heartbeat");
    case "connected":
      return to({ connected: true, online: false }, "reconnected");
    case "closed":
      return to({ connected: false, online: false }, input.why);
    case "goodbye":
      return input.bootId === before.bootId ? to({ connected: false, online: false }, "will") : to({}, "");
    case "tick":
      return before.online && nowMs - (before.heardAtMs ?? 0) > HEARTBEAT_MS
        ? to({ online: false }, "heartbeat-lost")
        : to({}, "");
  }
}
