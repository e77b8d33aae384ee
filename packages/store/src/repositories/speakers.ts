import type { Directory, SiteId, Speaker, SpeakerId, ZoneId } from "@dalaba/core";
import { and, asc, count, eq, gt, gte, inArray, isNotNull, lte, ne, or, type SQL, sql } from "drizzle-orm";
import { plainBytes } from "../bytes";
import type { Connection } from "../database";
import { type Page, type PageRequest, pageLimit, toPage } from "../page";
import { camera, site, speaker, zone, zoneSpeaker } from "../schema";
import type { Sealer } from "../store";
import { readCamera, readSite, readSpeaker, speakerValues } from "./rows";

export interface StoredSpeaker extends Speaker {
  /** Sorted. */
  readonly zones: readonly ZoneId[];
  readonly disabled: boolean;
  /** Sounds nothing under 80. */
  readonly muted: boolean;
  /** How much later than the others it sounds whatever it sounds, ms. */
  readonly trimMs: number;
  /** 0 until credentials were issued; every issue or rotation adds one. */
  readonly credentialsVersion: number;
  readonly credentialsIssuedAtMs: number | null;
  readonly addedAtMs: number;
  readonly changedAtMs: number;
}

/** What the controller and broker may know of a speaker's secret (wire.md clause 6). */
export interface SpeakerCredentials {
  readonly mqttPasswordSha256: Uint8Array;
  /** The same password as an external broker's password file keeps it, salted. */
  readonly brokerPasswordHash: string;
  /** Unsealed here; sealed with the key file on disk. */
  readonly pairwiseKey: Uint8Array;
  /** Ed25519, 32 bytes. */
  readonly devicePublicKey: Uint8Array;
}

export interface CredentialRow extends SpeakerCredentials {
  readonly speaker: SpeakerId;
  readonly version: number;
  readonly disabled: boolean;
}

/** What a technician sets at the pole, and the town's file knows nothing of. */
export interface Tuning {
  readonly muted: boolean;
  readonly trimMs: number;
}

export interface SpeakerFilter {
  readonly sites?: readonly string[];
  readonly zone?: string;
  readonly disabled?: boolean;
}

export interface SpeakerRepository {
  get(id: string): StoredSpeaker | undefined;
  /** By id order. */
  list(request: PageRequest & SpeakerFilter): Page<StoredSpeaker>;
  count(filter?: SpeakerFilter): number;
  /** Sites, zones, speakers and cameras as `resolveTarget` takes them; disabled speakers are left out. */
  directory(): Directory;
  add(speaker: Speaker & { readonly zones?: readonly string[] }, nowMs: number): void;
  change(id: string, fields: Partial<Omit<Speaker, "id">>, nowMs: number): boolean;
  setZones(id: string, zones: readonly string[], nowMs: number): void;
  remove(id: string): boolean;
  disable(id: string, disabled: boolean, nowMs: number): boolean;
  /** What is set at the pole. */
  tune(id: string, tuning: Partial<Tuning>, nowMs: number): boolean;
  /** Of those that differ from the factory's: not muted, no trim. */
  tunings(): ReadonlyMap<string, Tuning>;
  /** Issues or rotates; answers the new version. */
  setCredentials(id: string, credentials: SpeakerCredentials, nowMs: number): number;
  credentials(id: string): CredentialRow | undefined;
  /** Every speaker that has credentials, disabled ones too, for `air`'s memory. */
  allCredentials(): readonly CredentialRow[];
}

const sealContext = (id: string): string => `pairwise-key:${id}`;

export function speakerRepository({ db, tx }: Connection, sealer: Sealer): SpeakerRepository {
  const matching = (filter: SpeakerFilter): SQL | undefined =>
    and(
      filter.sites === undefined ? undefined : inArray(speaker.site, [...filter.sites]),
      filter.disabled === undefined ? undefined : eq(speaker.disabled, filter.disabled),
      filter.zone === undefined
        ? undefined
        : inArray(
            speaker.id,
            db.select({ id: zoneSpeaker.speaker }).from(zoneSpeaker).where(eq(zoneSpeaker.zone, filter.zone)),
          ),
    );
  const complete = (rows: readonly (typeof speaker.$inferSelect)[]): StoredSpeaker[] => {
    const zones = new Map<string, ZoneId[]>(rows.map(({ id }) => [id, []]));
    const [first, last] = [rows[0], rows.at(-1)];
    if (first !== undefined && last !== undefined)
      for (const row of db
        .select()
        .from(zoneSpeaker)
        // Rows come in the order of their ids: two bounds cost less than a list of them all, and rows between are passed over.
        .where(and(gte(zoneSpeaker.speaker, first.id), lte(zoneSpeaker.speaker, last.id)))
        .orderBy(asc(zoneSpeaker.zone))
        .all())
        zones.get(row.speaker)?.push(row.zone as ZoneId);
    return rows.map((row) => ({
      ...readSpeaker(row),
      zones: zones.get(row.id) ?? [],
      disabled: row.disabled,
      muted: row.muted,
      trimMs: row.trimMs,
      credentialsVersion: row.credentialsVersion,
      credentialsIssuedAtMs: row.credentialsIssuedAtMs,
      addedAtMs: row.addedAtMs,
      changedAtMs: row.changedAtMs,
    }));
  };
  const readCredentials = (row: typeof speaker.$inferSelect): CredentialRow | undefined => {
    const { mqttPasswordSha256, pairwiseKeySealed, devicePublicKey } = row;
    if (mqttPasswordSha256 === null || pairwiseKeySealed === null || devicePublicKey === null)
      return undefined;
    return {
      speaker: row.id as SpeakerId,
      version: row.credentialsVersion,
      disabled: row.disabled,
      mqttPasswordSha256: plainBytes(mqttPasswordSha256),
      brokerPasswordHash: row.brokerPasswordHash ?? "",
      pairwiseKey: sealer.unseal(plainBytes(pairwiseKeySealed), sealContext(row.id)),
      devicePublicKey: plainBytes(devicePublicKey),
    };
  };
  const replaceZones = (id: string, zones: readonly string[]): void => {
    db.delete(zoneSpeaker).where(eq(zoneSpeaker.speaker, id)).run();
    for (const one of new Set(zones)) db.insert(zoneSpeaker).values({ zone: one, speaker: id }).run();
  };

  return {
    get: (id) => complete(db.select().from(speaker).where(eq(speaker.id, id)).all())[0],
    list(request) {
      const limit = pageLimit(request);
      const rows = db
        .select()
        .from(speaker)
        .where(and(matching(request), request.after == null ? undefined : gt(speaker.id, request.after)))
        .orderBy(asc(speaker.id))
        .limit(limit + 1)
        .all();
      return toPage(complete(rows), limit, ({ id }) => id);
    },
    count: (filter = {}) => db.select({ n: count() }).from(speaker).where(matching(filter)).get()?.n ?? 0,
    directory() {
      const members = new Map<string, SpeakerId[]>();
      for (const row of db.select().from(zoneSpeaker).orderBy(asc(zoneSpeaker.speaker)).all())
        members.set(row.zone, [...(members.get(row.zone) ?? []), row.speaker as SpeakerId]);
      return {
        sites: db.select().from(site).orderBy(asc(site.id)).all().map(readSite),
        zones: db
          .select()
          .from(zone)
          .orderBy(asc(zone.id))
          .all()
          .map((row) => ({
            id: row.id as ZoneId,
            name: row.name,
            site: row.site as SiteId,
            speakers: members.get(row.id) ?? [],
          })),
        speakers: db
          .select()
          .from(speaker)
          .where(eq(speaker.disabled, false))
          .orderBy(asc(speaker.id))
          .all()
          .map(readSpeaker),
        cameras: db.select().from(camera).orderBy(asc(camera.id)).all().map(readCamera),
      };
    },
    add: (wanted, nowMs) =>
      tx(() => {
        db.insert(speaker)
          .values({ id: wanted.id, ...speakerValues(wanted), addedAtMs: nowMs, changedAtMs: nowMs })
          .run();
        replaceZones(wanted.id, wanted.zones ?? []);
      }),
    change(id, { place, ...fields }, nowMs) {
      const at = place === undefined ? {} : { lat: place.lat, lon: place.lon };
      const changed = { ...fields, ...at, changedAtMs: nowMs };
      return db.update(speaker).set(changed).where(eq(speaker.id, id)).run().changes > 0;
    },
    setZones: (id, zones, nowMs) =>
      tx(() => {
        replaceZones(id, zones);
        db.update(speaker).set({ changedAtMs: nowMs }).where(eq(speaker.id, id)).run();
      }),
    remove: (id) => db.delete(speaker).where(eq(speaker.id, id)).run().changes > 0,
    disable: (id, disabled, nowMs) =>
      db.update(speaker).set({ disabled, changedAtMs: nowMs }).where(eq(speaker.id, id)).run().changes > 0,
    tune: (id, tuning, nowMs) =>
      db
        .update(speaker)
        .set({ ...tuning, changedAtMs: nowMs })
        .where(eq(speaker.id, id))
        .run().changes > 0,
    tunings: () =>
      new Map(
        db
          .select({ id: speaker.id, muted: speaker.muted, trimMs: speaker.trimMs })
          .from(speaker)
          .where(or(eq(speaker.muted, true), ne(speaker.trimMs, 0)))
          .all()
          .map(({ id, ...tuning }) => [id, tuning]),
      ),
    setCredentials(id, credentials, nowMs) {
      const row = db
        .update(speaker)
        .set({
          mqttPasswordSha256: Buffer.from(credentials.mqttPasswordSha256),
          brokerPasswordHash: credentials.brokerPasswordHash,
          pairwiseKeySealed: Buffer.from(sealer.seal(credentials.pairwiseKey, sealContext(id))),
          devicePublicKey: Buffer.from(credentials.devicePublicKey),
          credentialsVersion: sql`${speaker.credentialsVersion} + 1`,
          credentialsIssuedAtMs: nowMs,
          changedAtMs: nowMs,
        })
        .where(eq(speaker.id, id))
        .returning({ version: speaker.credentialsVersion })
        .all()[0];
      if (row === undefined) throw new Error(`no speaker ${id} to give credentials`);
      return row.version;
    },
    credentials(id) {
      const row = db.select().from(speaker).where(eq(speaker.id, id)).get();
      return row === undefined ? undefined : readCredentials(row);
    },
    allCredentials: () =>
      db
        .select()
        .from(speaker)
        .where(isNotNull(speaker.mqttPasswordSha256))
        .orderBy(asc(speaker.id))
        .all()
        .flatMap((row) => readCredentials(row) ?? []),
  };
}
