import {
  countPlan,
  type KindPlan,
  type Outcome,
  type Refusal,
  refuse,
  type Site,
  type TownKind,
  type TownPlan,
} from "@dalaba/core";
import { eq, inArray } from "drizzle-orm";
import type { Connection, Db } from "../database";
import { camera, listeningPoint, operatorGrant, room, site, speaker, zone, zoneSpeaker } from "../schema";
import { applyMaps } from "./maps";
import { cameraValues, listeningPointValues, speakerValues } from "./rows";

const TABLES = {
  sites: site,
  rooms: room,
  zones: zone,
  speakers: speaker,
  cameras: camera,
  listeningPoints: listeningPoint,
} as const;

export interface TownApplied {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** Thrown inside to roll back, caught at the edge: what the plan met that it did not expect. */
class ApplyRefused extends Error {
  readonly refusal: Refusal<"town-apply-failed">;

  constructor(refusal: Refusal<"town-apply-failed">) {
    super(refusal.detail);
    this.refusal = refusal;
  }
}

/** Carries a plan out in one transaction (see `TownRepository.apply`). */
export function applyTown(
  { db, sqlite, tx }: Connection,
  plan: TownPlan,
  nowMs: number,
): Outcome<TownApplied, "town-apply-failed"> {
  try {
    tx(() => {
      // Any order will do inside, as long as every reference leads somewhere at the end.
      sqlite.pragma("defer_foreign_keys = ON");
      refuseSitesInUse(db, plan.sites.remove);
      addAndChangeSites(db, plan);
      addAndChangeSpeakers(db, plan, nowMs);
      addAndChangeCameras(db, plan);
      addAndChangeListeningPoints(db, plan);
      applyMaps(db, plan.maps, nowMs, once);
      removeAll(db, plan);
    });
  } catch (error) {
    if (error instanceof ApplyRefused) return error.refusal;
    if (isConstraintFault(error))
      return refuse("town-apply-failed", "something refers to what the plan removes; plan again", {
        reason: "stale",
      });
    throw error;
  }
  const { add, change, remove } = countPlan(plan);
  return { ok: true, value: { added: add, changed: change, removed: remove } };
}

/** Each row of a plan finds exactly the row it was planned for. */
function once(kind: TownKind, id: string, changes: number): void {
  if (changes !== 1)
    throw new ApplyRefused(
      refuse("town-apply-failed", `${kind}: ${id} changed since the plan was made; plan again`, {
        reason: "stale",
        kind,
        id,
      }),
    );
}

/** A grant at a site that is gone would come back to life with the next site of that id. */
function refuseSitesInUse(db: Db, removed: readonly Site[]): void {
  const ids = removed.map(({ id }) => id as string);
  if (ids.length === 0) return;
  const held = db.select().from(operatorGrant).where(inArray(operatorGrant.site, ids)).all();
  const [first] = held;
  if (first !== undefined)
    throw new ApplyRefused(
      refuse("town-apply-failed", `people hold grants at ${first.site}; take those back first`, {
        reason: "site-in-use",
        sites: [...new Set(held.map((grant) => grant.site))],
        operators: [...new Set(held.map((grant) => grant.operator))],
      }),
    );
}

function addAndChangeSites(db: Db, plan: TownPlan): void {
  for (const { id, ...values } of plan.sites.add)
    once(
      "sites",
      id,
      db
        .insert(site)
        .values({ id, ...values })
        .onConflictDoNothing()
        .run().changes,
    );
  for (const { item } of plan.sites.change) {
    const { id, ...values } = item;
    once("sites", id, db.update(site).set(values).where(eq(site.id, id)).run().changes);
  }
  for (const { id, ...values } of plan.rooms.add)
    once(
      "rooms",
      id,
      db
        .insert(room)
        .values({ id, ...values })
        .onConflictDoNothing()
        .run().changes,
    );
  for (const { item } of plan.rooms.change) {
    const { id, ...values } = item;
    once("rooms", id, db.update(room).set(values).where(eq(room.id, id)).run().changes);
  }
  for (const { id, ...values } of plan.zones.add)
    once(
      "zones",
      id,
      db
        .insert(zone)
        .values({ id, ...values })
        .onConflictDoNothing()
        .run().changes,
    );
  for (const { item } of plan.zones.change) {
    const { id, ...values } = item;
    once("zones", id, db.update(zone).set(values).where(eq(zone.id, id)).run().changes);
  }
}

function addAndChangeSpeakers(db: Db, plan: TownPlan, nowMs: number): void {
  for (const item of plan.speakers.add) {
    const values = { id: item.id, ...speakerValues(item), addedAtMs: nowMs, changedAtMs: nowMs };
    once("speakers", item.id, db.insert(speaker).values(values).onConflictDoNothing().run().changes);
    setZones(db, item.id, item.zones);
  }
  for (const { item } of plan.speakers.change) {
    const values = { ...speakerValues(item), changedAtMs: nowMs };
    once("speakers", item.id, db.update(speaker).set(values).where(eq(speaker.id, item.id)).run().changes);
    setZones(db, item.id, item.zones);
  }
}

function setZones(db: Db, id: string, wanted: readonly string[]): void {
  db.delete(zoneSpeaker).where(eq(zoneSpeaker.speaker, id)).run();
  for (const one of wanted) db.insert(zoneSpeaker).values({ zone: one, speaker: id }).run();
}

function addAndChangeCameras(db: Db, plan: TownPlan): void {
  for (const item of plan.cameras.add) {
    const values = { id: item.id, ...cameraValues(item) };
    once("cameras", item.id, db.insert(camera).values(values).onConflictDoNothing().run().changes);
  }
  for (const { item } of plan.cameras.change)
    once(
      "cameras",
      item.id,
      db.update(camera).set(cameraValues(item)).where(eq(camera.id, item.id)).run().changes,
    );
}

function addAndChangeListeningPoints(db: Db, plan: TownPlan): void {
  const kind = "listeningPoints";
  for (const item of plan.listeningPoints.add) {
    const values = { id: item.id, ...listeningPointValues(item) };
    once(kind, item.id, db.insert(listeningPoint).values(values).onConflictDoNothing().run().changes);
  }
  for (const { item } of plan.listeningPoints.change) {
    const same = eq(listeningPoint.id, item.id);
    once(kind, item.id, db.update(listeningPoint).set(listeningPointValues(item)).where(same).run().changes);
  }
}

function removeAll(db: Db, plan: TownPlan): void {
  const remove = (kind: keyof typeof TABLES, { remove: gone }: KindPlan<{ readonly id: string }>): void => {
    const table = TABLES[kind];
    for (const { id } of gone) once(kind, id, db.delete(table).where(eq(table.id, id)).run().changes);
  };
  remove("listeningPoints", plan.listeningPoints);
  remove("cameras", plan.cameras);
  remove("speakers", plan.speakers);
  remove("zones", plan.zones);
  remove("rooms", plan.rooms);
  remove("sites", plan.sites);
}

function isConstraintFault(error: unknown): boolean {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith("SQLITE_CONSTRAINT");
}
