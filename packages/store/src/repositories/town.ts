import type {
  Camera,
  ListeningPoint,
  MapLayer,
  Outcome,
  Room,
  Site,
  SiteId,
  SpeakerId,
  Town,
  TownPlan,
  Zone,
  ZoneId,
} from "@dalaba/core";
import { and, asc, eq, gt, inArray } from "drizzle-orm";
import type { Connection } from "../database";
import { type Page, type PageRequest, pageLimit, toPage } from "../page";
import { camera, listeningPoint, room, site, speaker, zone, zoneSpeaker } from "../schema";
import { applyTown, type TownApplied } from "./apply-town";
import { readMaps } from "./maps";
import { readCamera, readListeningPoint, readRoom, readSite, readSpeaker } from "./rows";

/** Sites, rooms, zones, cameras and listening points: small tables read whole, and changed only by a plan. */
export interface TownRepository {
  sites(): readonly Site[];
  site(id: string): Site | undefined;
  rooms(): readonly Room[];
  room(id: string): Room | undefined;
  zones(): readonly Zone[];
  zone(id: string): Zone | undefined;
  camera(id: string): Camera | undefined;
  cameras(request: PageRequest & { readonly sites?: readonly string[] }): Page<Camera>;
  listeningPoints(): readonly ListeningPoint[];
  /** Sorted by id. */
  maps(): readonly MapLayer[];
  map(id: string): MapLayer | undefined;
  /** Everything the town file describes, sorted by id: what `diffTown` takes as `current`. */
  current(): Town;
  /**
   * Applies a plan in one transaction, whole or not at all. Credentials of speakers that stay are left alone.
   * `town-apply-failed` with `params.reason`: `stale` when the town changed after the plan was made, `site-in-use` when
   * people hold grants at a site to be removed.
   */
  apply(plan: TownPlan, nowMs: number): Outcome<TownApplied, "town-apply-failed">;
}

export function townRepository(connection: Connection): TownRepository {
  const { db } = connection;
  // Prepared once: every request of the API asks it, to know what its caller may.
  const allSites = db.select().from(site).orderBy(asc(site.id)).prepare();
  const sites = () => allSites.all().map(readSite);
  const rooms = () => db.select().from(room).orderBy(asc(room.id)).all().map(readRoom);
  const zonesAndMembers = () => {
    const inZone = new Map<string, SpeakerId[]>();
    const ofSpeaker = new Map<string, ZoneId[]>();
    for (const row of db
      .select()
      .from(zoneSpeaker)
      .orderBy(asc(zoneSpeaker.zone), asc(zoneSpeaker.speaker))
      .all()) {
      inZone.set(row.zone, [...(inZone.get(row.zone) ?? []), row.speaker as SpeakerId]);
      ofSpeaker.set(row.speaker, [...(ofSpeaker.get(row.speaker) ?? []), row.zone as ZoneId]);
    }
    const zones = db
      .select()
      .from(zone)
      .orderBy(asc(zone.id))
      .all()
      .map((row) => ({ id: row.id as ZoneId, name: row.name, site: row.site as SiteId }));
    return { zones, inZone, ofSpeaker };
  };
  const zones = (): readonly Zone[] => {
    const { zones: rows, inZone } = zonesAndMembers();
    return rows.map((row) => ({ ...row, speakers: inZone.get(row.id) ?? [] }));
  };

  const listeningPoints = () =>
    db.select().from(listeningPoint).orderBy(asc(listeningPoint.id)).all().map(readListeningPoint);

  return {
    sites,
    site: (id) => db.select().from(site).where(eq(site.id, id)).all().map(readSite)[0],
    rooms,
    room: (id) => db.select().from(room).where(eq(room.id, id)).all().map(readRoom)[0],
    zones,
    zone: (id) => zones().find((one) => one.id === id),
    camera: (id) => db.select().from(camera).where(eq(camera.id, id)).all().map(readCamera)[0],
    cameras(request) {
      const limit = pageLimit(request);
      const rows = db
        .select()
        .from(camera)
        .where(
          and(
            request.after == null ? undefined : gt(camera.id, request.after),
            request.sites === undefined ? undefined : inArray(camera.site, [...request.sites]),
          ),
        )
        .orderBy(asc(camera.id))
        .limit(limit + 1)
        .all();
      return toPage(rows.map(readCamera), limit, ({ id }) => id);
    },
    listeningPoints,
    maps: () => readMaps(db),
    map: (id) => readMaps(db).find((one) => one.id === id),
    current(): Town {
      const { zones: all, ofSpeaker } = zonesAndMembers();
      return {
        sites: sites(),
        rooms: rooms(),
        zones: all,
        speakers: db
          .select()
          .from(speaker)
          .orderBy(asc(speaker.id))
          .all()
          .map((row) => ({ ...readSpeaker(row), zones: ofSpeaker.get(row.id) ?? [] })),
        cameras: db.select().from(camera).orderBy(asc(camera.id)).all().map(readCamera),
        listeningPoints: listeningPoints(),
        maps: readMaps(db),
      };
    },
    apply: (plan, nowMs) => applyTown(connection, plan, nowMs),
  };
}
