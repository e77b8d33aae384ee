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
    incidentsRevision: state.incidentsRevision + 1,
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
  if (kind === "broadcast-sounding") return withSounding(next, event);
  if (kind === "incident-changed") return withIncident(next, event);
  if (BROADCASTS.has(kind)) return { ...next, broadcastsRevision: state.broadcastsRevision + 1 };
  if (LISTS.has(kind)) return { ...next, townRevision: state.townRevision + 1 };
  return next;
}

/** A broadcast began, ended or was counted: lists of broadcasts are read anew. */
const BROADCASTS: ReadonlySet<string> = new Set([
  "broadcast-started",
  "broadcast-ended",
  "broadcast-settled",
]);
/** What these change is in the lists of the snapshot (docs/api-events.md). */
const LISTS: ReadonlySet<string> = new Set([
  ...["speaker-disabled", "speaker-enabled", "speaker-removed", "speaker-tuned", "speakers-added"],
  ...["town-changed", "operators-changed", "trouble-set", "trouble-cleared", "controller-started"],
]);

function withIncident(state: LiveState, { id, subject, body }: EventReply): LiveState {
  const rings = body.state === "open" && (body.why === "opened" || body.why === "hand-over");
  return {
    ...state,
    incidentsRevision: state.incidentsRevision + 1,
    ...(rings ? { rung: { id: subject, kind: String(body.kind), event: id } } : {}),
  };
}

type BySite = Readonly<
  Record<string, { readonly started?: readonly string[]; readonly stopped?: readonly string[] }>
>;

/** Who began to sound a broadcast and who stopped, of the sites one may see. */
function withSounding(state: LiveState, { subject, body }: EventReply): LiveState {
  const sites = Object.values((body.bySite ?? {}) as BySite);
  const onAir = state.onAir.map((item) => {
    if (item.broadcast !== subject) return item;
    const sounding = new Set(item.sounding);
    for (const { started = [], stopped = [] } of sites) {
      for (const id of started) sounding.add(id);
      for (const id of stopped) sounding.delete(id);
    }
    return { ...item, sounding: [...sounding] };
  });
  return { ...state, ...airOf(onAir) };
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
