import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { TownApi } from "./town";

const LAYER = `version: 1
coordinates: wgs84
maps:
  - { id: hualong, name: 化龙镇, kind: geojson, path: hualong.geojson, coordinates: wgs84 }
`;

/** Puts the demo's map into the data folder and lists it, where no other map is listed: those are the user's own. */
export async function ensureMap(api: TownApi, dataFolder: string, file: string): Promise<void> {
  if (!existsSync(file)) return;
  const folder = join(dataFolder, "maps");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(file, join(folder, "hualong.geojson"));
  const { items } = await api.call<{ items: readonly unknown[] }>("GET", "/maps");
  if (items.length === 0) await api.call("POST", "/town/apply", LAYER, "text/yaml");
}
