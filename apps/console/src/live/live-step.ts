import type { EventReply, OnAirReply, SpeakerReply } from "@dalaba/api/browser";
import { type LiveInput, type LiveState, type Snapshot, STALE_AFTER_MS } from "./live-state";

/** Takes one input in. `nowMs`: UTC ms of this machine. The same state comes back when nothing that is shown changed. */
export function liveStep(state: LiveState, input: LiveInput, nowMs: number): LiveState {
  switch (input.type) {
    case "snapshot":
      return withSnapshot(state, input.snapshot, nowMs);
    case "heard":
      return {
        ...state,
        link: linkHeard(state),
        heardAtMs: nowMs,
        lastEventId: input.id ?? state.lastEventId,
      };
    case "events":
      return input.events.reduce(withEvent, { ...state, link: linkHeard(state), heardAtMs: nowMs });
    case "on-air":
      return { ...state, ...airOf(input.items) };
    case "status":
      return { ...state, status: input.status };
    case "lost":
      return state.link === "signed-out" ? state : { ...state, link: "offline" };
    case "signed-out":
      return { ...state, link: "signed-out" };
    case "tick": {
      const silentMs = nowMs - (state.heardAtMs ?? nowMs);
      return state.link === "live" && silentMs > STALE_AFTER_MS ? { ...state, link: "stale" } : state;
    }
  }
}

/** Words before the first snapshot do not make what is shown any fresher. */
function linkHeard(state: LiveState): LiveState["link"] {
  if (state.link === "signed-out") return state.link;
  return state.status === null ? "connecting" : "live";
}

function withSnapshot(state: LiveState, snapshot: Snapshot, nowMs: number): LiveState {
  return {
    ...state,
    link: "live",
    heardAtMs: nowMs,
    speakers: new Map(snapshot.speakers.map((speaker) => [speaker.id, speaker])),
    sites: snapshot.sites,
    zones: snapshot.zones,
    rooms: snapshot.rooms,
    ...airOf(snapshot.onAir),
    status: snapshot.status,
    broadcastsRevision: state.broadcastsRevision + 1,
    townRevision: state.townRevision + 1,
  };
}

function airOf(items: readonly OnAirReply[]): Pick<LiveState, "onAir" | "sounding"> {
  const sounding = new Map<string, string[]>();
  for (const { broadcast, sounding: speakers } of items) {
    for (const speaker of speakers) {
      const known = sounding.get(speaker);
      if (known) known.push(broadcast);
      else sounding.set(speaker, [broadcast]);
    }
  }
  return {
    onAir: [...items].sort((a, b) => b.priority - a.priority || a.startedAtMs - b.startedAtMs),
    sounding,
  };
}

function withEvent(state: LiveState, event: EventReply): LiveState {
  if (event.id <= state.lastEventId) return state;
  const next = { ...state, lastEventId: event.id };
  const { kind } = event;
  if (kind === "speaker-online" || kind === "speaker-offline") return withPresence(next, event);
  if (kind === "broadcast-progress") return next;
  if (kind.startsWith("broadcast-")) return { ...next, broadcastsRevision: state.broadcastsRevision + 1 };
  if (/^(speaker|town|zone|site|operator|map)/.test(kind))
    return { ...next, townRevision: state.townRevision + 1 };
  return next;
}

function withPresence(state: LiveState, { kind, subject, atMs }: EventReply): LiveState {
  const known = state.speakers.get(subject);
  if (!known) return { ...state, townRevision: state.townRevision + 1 };
  const changed: SpeakerReply = {
    ...known,
    online: kind === "speaker-online",
    lastSeen: new Date(atMs).toISOString(),
  };
  return { ...state, speakers: new Map(state.speakers).set(subject, changed) };
}
