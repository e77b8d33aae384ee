import type { KindPlan, MapLayer } from "@dalaba/core";
import { eq } from "drizzle-orm";
import type { Db } from "../database";
import { setting } from "../schema";

/** A handful of layers, read and written whole: they are one setting. */
const MAPS = "town.maps";

/** By id. */
export function readMaps(db: Db): readonly MapLayer[] {
  const row = db.select().from(setting).where(eq(setting.name, MAPS)).get();
  return row === undefined ? [] : (JSON.parse(row.value) as MapLayer[]);
}

/** `once` refuses a plan that was made for other layers than there are now. */
export function applyMaps(
  db: Db,
  plan: KindPlan<MapLayer>,
  nowMs: number,
  once: (kind: "maps", id: string, changes: number) => void,
): void {
  const { add, change, remove } = plan;
  if (add.length + change.length + remove.length === 0) return;
  const layers = new Map(readMaps(db).map((layer) => [layer.id, layer]));
  for (const layer of add) {
    once("maps", layer.id, layers.has(layer.id) ? 0 : 1);
    layers.set(layer.id, layer);
  }
  for (const { item } of change) {
    once("maps", item.id, layers.has(item.id) ? 1 : 0);
    layers.set(item.id, item);
  }
  for (const { id } of remove) once("maps", id, layers.delete(id) ? 1 : 0);
  const sorted = [...layers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const values = { value: JSON.stringify(sorted), changedAtMs: nowMs };
  db.insert(setting)
    .values({ name: MAPS, ...values })
    .onConflictDoUpdate({ target: setting.name, set: values })
    .run();
}
