import type { CameraId, RoomId, SiteId } from "@dalaba/core";
import type { EventKind } from "@dalaba/core/camera-event";
import type { Incident, IncidentState } from "@dalaba/core/incident";
import { and, asc, count, desc, eq, gte, inArray, isNotNull, lt, ne, sql } from "drizzle-orm";
import type { Connection } from "../database";
import { newestFirst } from "../newest-first";
import type { Page, PageRequest } from "../page";
import {
  broadcast,
  broadcastSpeaker,
  cameraEvent,
  incident,
  incidentBroadcast,
  incidentLine,
} from "../schema";

export interface IncidentLine {
  readonly atMs: number;
  /** `opened`, `event`, `acknowledge`, `talk`, `sounded`, `note`, `hand-over`, `close`, `reopen`. */
  readonly act: string;
  /** Null: the town itself. */
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface IncidentFilter {
  readonly sites?: readonly string[];
  readonly states?: readonly IncidentState[];
  readonly camera?: string;
  readonly room?: string;
  readonly kind?: EventKind;
  readonly fromMs?: number;
  readonly toMs?: number;
}

export interface IncidentRepository {
  add(incident: Incident): void;
  get(id: string): Incident | undefined;
  /** The one of that camera and kind that is not closed, the newest. */
  living(camera: string, kind: EventKind): Incident | undefined;
  change(id: string, changed: Partial<Omit<Incident, "id">>): void;
  /** Another happening of it, or another report. */
  heard(id: string, nowMs: number, more: number): void;
  /** Newest first; `next` goes on with it. */
  list(request: PageRequest & IncidentFilter): Page<Incident>;
  /** By state, those of these sites. */
  counts(sites: readonly string[]): Readonly<Record<IncidentState, number>>;
  line(incident: string, line: IncidentLine): void;
  /** Oldest first. */
  lines(incident: string): readonly IncidentLine[];
  spoken(incident: string, broadcast: string): void;
  /** Broadcasts made from it. */
  broadcasts(incident: string): readonly string[];
  /** When the first word of a broadcast made from it sounded, UTC ms, by a verified receipt; those without are left out. */
  firstWords(incidents: readonly string[]): ReadonlyMap<string, number>;
  /** Broadcasts whose incidents are not closed: their recordings stay. */
  held(): ReadonlySet<string>;
  /** Closed before that, `limit` at most, with their events; answers how many went. */
  prune(beforeMs: number, limit?: number): number;
}

export function incidentRepository({ db, tx }: Connection): IncidentRepository {
  const read = ({ ownerId, ownerName, ...row }: typeof incident.$inferSelect): Incident => ({
    ...row,
    camera: row.camera as CameraId,
    site: row.site as SiteId,
    room: row.room as RoomId | null,
    owner: ownerId === null ? null : { id: ownerId, name: ownerName ?? ownerId },
  });
  const get = (id: string): Incident | undefined => {
    const row = db.select().from(incident).where(eq(incident.id, id)).get();
    return row === undefined ? undefined : read(row);
  };
  const valuesOf = ({ owner, suggest, ...rest }: Partial<Incident>) => ({
    ...rest,
    ...(suggest === undefined ? {} : { suggest: [...suggest] }),
    ...(owner === undefined ? {} : { ownerId: owner?.id ?? null, ownerName: owner?.name ?? null }),
  });
  return {
    add(one) {
      db.insert(incident)
        .values(valuesOf(one) as typeof incident.$inferInsert)
        .run();
    },
    get,
    living(camera, kind) {
      const row = db
        .select()
        .from(incident)
        .where(and(eq(incident.camera, camera), eq(incident.kind, kind), ne(incident.state, "closed")))
        .orderBy(desc(incident.heardAtMs))
        .limit(1)
        .get();
      return row === undefined ? undefined : read(row);
    },
    change(id, changed) {
      const values = valuesOf(changed);
      if (Object.keys(values).length === 0) return;
      db.update(incident).set(values).where(eq(incident.id, id)).run();
    },
    heard(id, nowMs, more) {
      db.update(incident)
        .set({ heardAtMs: nowMs, events: sql`${incident.events} + ${more}` })
        .where(eq(incident.id, id))
        .run();
    },
    list(request) {
      const { sites, states, camera, room, kind, fromMs, toMs } = request;
      const listed = { table: incident, at: incident.openedAtMs, id: incident.id };
      const matching = and(
        sites === undefined ? undefined : inArray(incident.site, [...sites]),
        states === undefined ? undefined : inArray(incident.state, [...states]),
        camera === undefined ? undefined : eq(incident.camera, camera),
        room === undefined ? undefined : eq(incident.room, room),
        kind === undefined ? undefined : eq(incident.kind, kind),
        fromMs === undefined ? undefined : gte(incident.openedAtMs, fromMs),
        toMs === undefined ? undefined : lt(incident.openedAtMs, toMs),
      );
      const { items, next } = newestFirst(db, listed, request, matching);
      return { items: items.map(read), next };
    },
    counts(sites) {
      const rows = db
        .select({ state: incident.state, number: count() })
        .from(incident)
        .where(inArray(incident.site, [...sites]))
        .groupBy(incident.state)
        .all();
      const of = (state: IncidentState) => rows.find((row) => row.state === state)?.number ?? 0;
      return { open: of("open"), acknowledged: of("acknowledged"), closed: of("closed") };
    },
    line(id, { detail, ...rest }) {
      db.insert(incidentLine)
        .values({ incident: id, ...rest, detail: { ...detail } })
        .run();
    },
    lines: (id) =>
      db
        .select({
          ...{ atMs: incidentLine.atMs, act: incidentLine.act, detail: incidentLine.detail },
          ...{ actorId: incidentLine.actorId, actorName: incidentLine.actorName },
        })
        .from(incidentLine)
        .where(eq(incidentLine.incident, id))
        .orderBy(asc(incidentLine.id))
        .all(),
    spoken(id, broadcast) {
      db.insert(incidentBroadcast).values({ incident: id, broadcast }).onConflictDoNothing().run();
    },
    broadcasts: (id) =>
      db
        .select({ broadcast: incidentBroadcast.broadcast })
        .from(incidentBroadcast)
        .where(eq(incidentBroadcast.incident, id))
        .orderBy(sql`rowid`)
        .all()
        .map(({ broadcast }) => broadcast),
    firstWords(incidents) {
      // First samples are on the controller's own time line: a broadcast's start joins it to UTC.
      const sinceFrameUs = sql<number>`${broadcastSpeaker.firstSampleAtUs} - ${broadcast.firstFrameAtUs}`;
      const rows = db
        .select({
          id: incidentBroadcast.incident,
          atMs: sql<number | null>`min(${broadcast.startedAtMs} + (${sinceFrameUs}) / 1000.0)`,
        })
        .from(incidentBroadcast)
        .innerJoin(broadcast, eq(broadcast.id, incidentBroadcast.broadcast))
        .innerJoin(broadcastSpeaker, eq(broadcastSpeaker.broadcast, broadcast.id))
        .where(
          and(
            inArray(incidentBroadcast.incident, [...incidents]),
            sql`${broadcastSpeaker.firstSampleAtUs} > 0`,
            isNotNull(broadcast.firstFrameAtUs),
            eq(broadcastSpeaker.receiptVerified, true),
          ),
        )
        .groupBy(incidentBroadcast.incident)
        .all();
      return new Map(rows.flatMap(({ id, atMs }) => (atMs === null ? [] : [[id, atMs] as const])));
    },
    held: () =>
      new Set(
        db
          .select({ broadcast: incidentBroadcast.broadcast })
          .from(incidentBroadcast)
          .innerJoin(incident, eq(incident.id, incidentBroadcast.incident))
          .where(ne(incident.state, "closed"))
          .all()
          .map(({ broadcast }) => broadcast),
      ),
    prune: (beforeMs, limit = 500) =>
      tx(() => {
        const going = db
          .select({ id: incident.id })
          .from(incident)
          .where(and(eq(incident.state, "closed"), lt(incident.closedAtMs, beforeMs)))
          .limit(limit)
          .all()
          .map(({ id }) => id);
        if (going.length === 0) return 0;
        db.delete(cameraEvent).where(inArray(cameraEvent.incident, going)).run();
        return db.delete(incident).where(inArray(incident.id, going)).run().changes;
      }),
  };
}
