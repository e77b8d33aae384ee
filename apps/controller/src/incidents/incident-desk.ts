import { randomBytes } from "node:crypto";
import { accept, type Outcome, type RoomId, refuse } from "@dalaba/core";
import type { EventKind } from "@dalaba/core/camera-event";
import { type Incident, type IncidentAct, stepIncident } from "@dalaba/core/incident";
import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { Caller } from "../http/context";
import type { IncidentNews } from "./incident-news";

const ACT = "handle-incidents";

interface DeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly news: IncidentNews;
}

/** What people do with incidents: each act with its line in the timeline and in the audit. */
export class IncidentDesk {
  private readonly parts: DeskParts;

  constructor(parts: DeskParts) {
    this.parts = parts;
  }

  /** One that this caller may see. */
  seen(id: string, caller: Caller): Outcome<Incident> {
    const found = this.parts.store.incidents.get(id);
    if (found === undefined) return refuse("incident-unknown", `no incident ${id}`, { incident: id });
    const may = caller.permit("see", { sites: [found.site] });
    return may.ok ? accept(found) : may;
  }

  /** One that this caller may handle. */
  own(id: string, caller: Caller): Outcome<Incident> {
    const found = this.seen(id, caller);
    if (!found.ok) return found;
    const may = caller.permit(ACT, { sites: [found.value.site] });
    return may.ok ? found : may;
  }

  act(
    id: string,
    act: IncidentAct,
    caller: Caller,
    more: { readonly note?: string | undefined; readonly force?: boolean } = {},
  ): Outcome<Incident> {
    const { store, clock, news } = this.parts;
    const nowMs = clock.nowMs();
    const changed = store.tx((): Outcome<Incident> => {
      const found = this.own(id, caller);
      if (!found.ok) return found;
      const step = stepIncident(found.value, act, ownerOf(caller), nowMs, more.force ?? false);
      if (!step.ok) return step;
      if (Object.keys(step.value).length === 0 && more.note === undefined) return found;
      store.incidents.change(id, step.value);
      const { act: name, ...what } = act;
      const note = more.note === undefined ? {} : { note: more.note };
      this.write(id, name, { ...what, ...note }, caller, nowMs);
      return accept({ ...found.value, ...step.value });
    });
    if (changed.ok) news.changed(id, act.act);
    return changed;
  }

  note(id: string, text: string, caller: Caller): Outcome<Incident> {
    const found = this.own(id, caller);
    if (!found.ok) return found;
    const { store, clock, news } = this.parts;
    store.tx(() => this.write(id, "note", { note: text }, caller, clock.nowMs()));
    news.changed(id, "note");
    return found;
  }

  handOver(id: string, room: string, note: string | undefined, caller: Caller): Outcome<Incident> {
    const found = this.parts.store.town.room(room);
    if (found === undefined) return refuse("room-unknown", `no room ${room}`, { room });
    return this.act(id, { act: "hand-over", room: found.id as RoomId }, caller, { note });
  }

  /** What a person saw: theirs at once. */
  open(camera: string, kind: EventKind, note: string | undefined, caller: Caller): Outcome<Incident> {
    const { store, clock, news } = this.parts;
    const found = store.town.camera(camera);
    if (found === undefined) return refuse("camera-unknown", `no camera ${camera}`, { camera });
    const may = caller.permit(ACT, { sites: [found.site] });
    if (!may.ok) return may;
    const nowMs = clock.nowMs();
    const room = caller.actor.room?.id ?? null;
    const incident: Incident = {
      ...{ id: randomBytes(8).toString("hex"), kind, camera: found.id, site: found.site },
      ...{ state: "acknowledged", outcome: null, room, owner: ownerOf(caller), link: null, suggest: [] },
      ...{ openedAtMs: nowMs, heardAtMs: nowMs, acknowledgedAtMs: nowMs, talkedDownAtMs: null },
      ...{ closedAtMs: null, events: 0 },
    };
    store.tx(() => {
      store.incidents.add(incident);
      this.write(incident.id, "opened", { camera, ...(note === undefined ? {} : { note }) }, caller, nowMs);
    });
    news.changed(incident.id, "opened-by-hand");
    return accept(incident);
  }

  /** A broadcast was opened from it; asked for with `own` before. */
  spoken(id: string, broadcast: string, caller: Caller): void {
    const { store, clock, news } = this.parts;
    const nowMs = clock.nowMs();
    store.tx(() => {
      const found = store.incidents.get(id);
      if (found === undefined) return;
      const step = stepIncident(found, { act: "talk" }, ownerOf(caller), nowMs);
      if (step.ok) store.incidents.change(id, step.value);
      store.incidents.spoken(id, broadcast);
      this.line(id, "talk", { broadcast }, caller, nowMs);
    });
    news.changed(id, "talk");
  }

  private write(
    id: string,
    act: string,
    detail: Readonly<Record<string, unknown>>,
    caller: Caller,
    nowMs: number,
  ): void {
    this.line(id, act, detail, caller, nowMs);
    this.parts.store.audit.append(caller.entry({ act: `incident-${act}`, object: `incident:${id}`, detail }));
  }

  private line(
    id: string,
    act: string,
    detail: Readonly<Record<string, unknown>>,
    caller: Caller,
    nowMs: number,
  ): void {
    const { operator, name } = caller.actor;
    this.parts.store.incidents.line(id, { atMs: nowMs, act, actorId: operator, actorName: name, detail });
  }
}

function ownerOf({ actor }: Caller): { readonly id: string; readonly name: string } {
  return { id: actor.operator, name: actor.name };
}
