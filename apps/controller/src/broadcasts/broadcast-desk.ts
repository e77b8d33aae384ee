import { randomBytes } from "node:crypto";
import type { PreflightReply } from "@dalaba/api";
import {
  accept,
  alignedDelays,
  heardAt,
  type Outcome,
  type Room,
  refuse,
  resolveTarget,
  type SiteId,
  type Targets,
  VILLAGE_BY_DAY,
} from "@dalaba/core";
import { ALERT_PRIORITY, type BroadcastClass, type ChimeName, type ClipRef } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import type { AirLink } from "../air-link";
import type { Clock } from "../clock";
import { groupOf, type TownView } from "../fleet";
import type { Caller } from "../http/context";
import { isOwn } from "../http/guard";
import { actorOf } from "./actor-of";
import type { Asked, Loudness } from "./loudness";
import { type Opened, OpenedBook } from "./opened";
import { permitted } from "./permitted";
import { preflightOf } from "./preflight";

/** A ticket is good for one use within this, ms. */
const TICKET_MS = 30_000;

export interface OpenRequest extends Asked {
  /** 16 hex digits; left out: a new one. Of an occurrence, which has its own. */
  readonly id?: string;
  readonly to: readonly string[];
  readonly chime: ChimeName;
  readonly why?: string | undefined;
  readonly room?: string | undefined;
  readonly night: "no" | "yes" | "wide";
  readonly gainDb: number;
  readonly waitMs: number;
  /** The broadcast whose recording is played again. */
  readonly repeats?: string;
  /** The clip that it plays, where it is one. */
  readonly clip?: string;
  /** All of its audio, for speakers that keep it; and the bundle whose keepers have it. */
  readonly stored?: { readonly clip: ClipRef; readonly bundle: string | null } | undefined;
  /** What is said, for the audit. */
  readonly said?: Readonly<Record<string, unknown>>;
  readonly arrange?: "plain" | "aligned";
  /** A technician hears whether one speaker sounds. */
  readonly test?: boolean;
  /** Refused where one target would not sound it now. */
  readonly allOrNothing?: boolean;
}

export interface OpenedBroadcast {
  readonly broadcast: string;
  readonly ticket: string;
  readonly expiresAtMs: number;
  readonly targets: Targets;
  readonly priority: number;
  readonly class: BroadcastClass;
}

export interface Stopped {
  readonly stopped: readonly string[];
  readonly refused: readonly { readonly broadcast: string; readonly code: string }[];
}

interface DeskParts {
  readonly store: Store;
  readonly air: AirLink;
  readonly clock: Clock;
  view(): TownView;
}

/** Where broadcasts are opened and stopped: rights are asked, `air` is told, the audit is written. */
export class BroadcastDesk {
  private readonly parts: DeskParts;
  private readonly opened = new OpenedBook();

  constructor(parts: DeskParts) {
    this.parts = parts;
  }

  /** Grants a ticket. Whatever is refused is refused before `air` hears of it. `origins`: pages that may use it. */
  async open(
    request: OpenRequest,
    caller: Caller,
    origins: readonly string[],
  ): Promise<Outcome<OpenedBroadcast>> {
    const resolved = resolveTarget(request.to, this.parts.view().directory);
    return resolved.ok ? this.openFor(resolved.value, request, caller, origins) : resolved;
  }

  /** The same for speakers that are known already; `request.to` is then only what people read. */
  async openFor(
    targets: Targets,
    request: OpenRequest,
    caller: Caller,
    origins: readonly string[],
  ): Promise<Outcome<OpenedBroadcast>> {
    const { store, air, clock } = this.parts;
    const allowed = this.allowed(targets, request, caller);
    if (!allowed.ok) return allowed;
    const { room, loudness } = allowed.value;
    const waits = this.waits(request, targets, loudness.priority);
    if (!waits.ok) return waits;
    if (request.allOrNothing === true) {
      const preflight = await this.foreseen(targets, request, loudness);
      if (!preflight.ok) return preflight;
      const { ready, offline, muted, quiet, busy } = preflight.value;
      const short = targets.speakers.length - ready;
      if (short > 0)
        return refuse("not-all-free", `${short} of ${targets.speakers.length} would not sound it now`, {
          ...{ targets: targets.speakers.length, ready, offline, muted, quiet, busy },
        });
    }
    const grantedAtUtcMs = clock.nowMs();
    const broadcast = request.id ?? randomBytes(8).toString("hex");
    const ticket = randomBytes(16).toString("hex");
    const actor = actorOf(caller);
    const group = groupOf(targets.speakers, this.parts.view().members);
    const { priority, class: named, maxMs } = loudness;
    const repeats = request.repeats === undefined ? {} : { repeats: request.repeats };
    const to = request.to.join("+");
    const expiresAtMs = grantedAtUtcMs + TICKET_MS;
    const put = await air.ask("ticket.put", {
      ticket: {
        ticket,
        broadcast,
        kind: request.kind,
        class: named,
        ...{ priority, actor },
        room: room?.id ?? null,
        why: request.why ?? null,
        to,
        speakers: targets.speakers,
        ...(group === undefined ? {} : { group }),
        ...{ chime: request.chime, gainDb: request.gainDb },
        ...{ night: request.night, waitMs: request.waitMs },
        ...repeats,
        ...(request.clip === undefined ? {} : { clip: request.clip }),
        ...(request.stored === undefined ? {} : { stored: request.stored }),
        ...(waits.value === null ? {} : { laterMs: waits.value }),
        maxMs,
        allowedOrigins: origins,
        grantedAtUtcMs,
        expiresAtUtcMs: expiresAtMs,
      },
    });
    if (!put.ok) return put;
    try {
      const { emergency, night, why = null } = request;
      const detail = {
        to,
        targets: targets.speakers.length,
        sites: targets.sites,
        priority,
        emergency,
        night,
        ...(request.arrange === "aligned" ? { arrange: request.arrange } : {}),
        ...repeats,
        ...request.said,
      };
      store.audit.append(caller.entry({ act: request.kind, object: `broadcast:${broadcast}`, why, detail }));
    } catch (error) {
      // Nobody speaks without a line in the audit, not even on a full disk.
      await air.ask("ticket.drop", { ticket });
      throw error;
    }
    this.opened.put(broadcast, { sites: targets.sites, priority, actor, ticket, atMs: grantedAtUtcMs });
    return { ok: true, value: { broadcast, ticket, expiresAtMs, targets, priority, class: named } };
  }

  /** What opening it now would do, and to whom. Nothing is opened, and nothing is written. */
  async preflight(request: OpenRequest, caller: Caller): Promise<Outcome<PreflightReply>> {
    const resolved = resolveTarget(request.to, this.parts.view().directory);
    if (!resolved.ok) return resolved;
    const allowed = this.allowed(resolved.value, request, caller);
    return allowed.ok ? this.foreseen(resolved.value, request, allowed.value.loudness) : allowed;
  }

  /** From which room, and how loud; refused where this caller may not. */
  private allowed(
    targets: Targets,
    request: OpenRequest,
    caller: Caller,
  ): Outcome<{ readonly room: Room | null; readonly loudness: Loudness }> {
    const room = this.roomOf(request, caller);
    if (!room.ok) return room;
    const loudness = permitted(caller, request, targets, room.value, this.parts.view());
    return loudness.ok ? accept({ room: room.value, loudness: loudness.value }) : loudness;
  }

  private async foreseen(
    targets: Targets,
    { kind, night, waitMs }: OpenRequest,
    loudness: Loudness,
  ): Promise<Outcome<PreflightReply>> {
    const { priority, class: named } = loudness;
    const ask = { speakers: targets.speakers, kind, class: named, priority, night, waitMs };
    const foreseen = await this.parts.air.ask("foresee", ask);
    if (!foreseen.ok) return foreseen;
    const siteOf = (id: string) => this.parts.view().siteOf(id);
    return accept(preflightOf(targets, loudness, foreseen.value, siteOf, this.firstSoundMs(kind)));
  }

  /** The median that the newest counted broadcast of this kind had, from the first frame to the first sound. */
  private firstSoundMs(kind: OpenRequest["kind"]): number | null {
    const { items } = this.parts.store.broadcasts.list({ kind, living: false, limit: 5 });
    return items.find(({ summary }) => summary?.firstSoundMs.p50 != null)?.summary?.firstSoundMs.p50 ?? null;
  }

  /** Who waits for whom, so that the sound meets where people are; null: nobody does. */
  private waits(
    { arrange = "plain", kind }: OpenRequest,
    targets: Targets,
    priority: number,
  ): Outcome<Readonly<Record<string, number>> | null> {
    if (arrange === "plain") return accept(null);
    if (kind !== "play" || priority >= ALERT_PRIORITY)
      return refuse("arrange-not-here", "only what is played, and is no emergency, is aligned", { priority });
    const points = this.parts.store.town.listeningPoints();
    if (points.length === 0)
      return refuse("no-listening-points", "the town names no place where people stand");
    const wanted = new Set<string>(targets.speakers);
    const sources = this.parts.view().directory.speakers.filter(({ id }) => wanted.has(id));
    return accept(Object.fromEntries(alignedDelays(heardAt(points, sources, VILLAGE_BY_DAY))));
  }

  /** What the guard asks about: a broadcast of the store, or one that was only just opened. */
  known(id: string): Pick<Opened, "sites" | "priority" | "actor"> | undefined {
    return this.parts.store.broadcasts.get(id) ?? this.opened.get(id);
  }

  /** Stops one broadcast; the guard has asked for the right. A ticket that was not used is taken back. */
  async stop(id: string, caller: Caller): Promise<Outcome<Stopped>> {
    const { air, store } = this.parts;
    const broadcast = this.known(id);
    if (broadcast === undefined) return refuse("broadcast-unknown", `no broadcast ${id}`, { broadcast: id });
    const answer = await air.ask("stop", {
      broadcasts: [id],
      priority: broadcast.priority,
      by: actorOf(caller),
    });
    if (!answer.ok) return answer;
    const opened = this.opened.get(id);
    const dropped =
      opened === undefined ? undefined : await air.ask("ticket.drop", { ticket: opened.ticket });
    const unused = dropped?.ok === true && dropped.value.dropped;
    if (answer.value.stopped.length === 0 && !unused)
      return refuse("broadcast-ended", `${id} is not on air`, { broadcast: id });
    store.audit.append(caller.entry({ act: "stop", object: `broadcast:${id}` }));
    return { ok: true, value: { stopped: [id], refused: [] } };
  }

  /** Stops whatever sounds, tails too, and lies within the caller's rights; the rest on air is named with the reason. */
  async stopAll(caller: Caller): Promise<Outcome<Stopped>> {
    const { air, store } = this.parts;
    const live = await air.ask("onair", {});
    if (!live.ok) return live;
    const stopped: string[] = [];
    const refused: { broadcast: string; code: string }[] = [];
    for (const { broadcast, priority, actor, speakers, phase } of live.value.broadcasts) {
      const sites = this.sitesOf(speakers.map(({ id }) => id));
      const own = isOwn({ actor }, caller);
      const allowed = caller.permit("stop", { sites, priority, own });
      if (!allowed.ok) {
        if (phase === "on-air") refused.push({ broadcast, code: allowed.code });
        continue;
      }
      const answer = await air.ask("stop", { broadcasts: [broadcast], priority, by: actorOf(caller) });
      if (!answer.ok) refused.push({ broadcast, code: answer.code });
      else if (answer.value.stopped.length > 0) stopped.push(broadcast);
    }
    if (stopped.length > 0)
      store.audit.append(
        caller.entry({ act: "stop-all", object: "broadcasts", detail: { stopped, refused } }),
      );
    const [first] = refused;
    if (stopped.length === 0 && first !== undefined)
      return refuse(first.code, `none of ${refused.length} on air may be stopped by you`, { refused });
    return { ok: true, value: { stopped, refused } };
  }

  sitesOf(speakers: readonly string[]): readonly SiteId[] {
    const view = this.parts.view();
    return [...new Set(speakers.flatMap((id) => view.siteOf(id) ?? []))].sort();
  }

  private roomOf({ room }: OpenRequest, caller: Caller): Outcome<Room | null> {
    if (room === undefined || room === caller.actor.room?.id) return { ok: true, value: caller.actor.room };
    const found = this.parts.store.town.room(room);
    if (found === undefined) return refuse("room-unknown", `no room ${room}`, { room });
    return caller.permit("see", { sites: [found.site] }).ok
      ? { ok: true, value: found }
      : refuse("room-not-yours", `${room} stands outside your sites`, { room });
  }
}
