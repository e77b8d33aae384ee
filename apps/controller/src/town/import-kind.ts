import type { TownKind } from "@dalaba/core";

/** What a table or a GeoJSON can list; map layers stand in a town file alone. */
export type ImportKind = Exclude<TownKind, "maps">;

/** The members of one kind of thing in the town file, as the columns of a CSV and the properties of a GeoJSON are named. */
export const IMPORT_FIELDS: Readonly<Record<ImportKind, readonly string[]>> = {
  sites: ["id", "name", "parent", "timeZone"],
  rooms: ["id", "name", "site", "kind"],
  zones: ["id", "name", "site"],
  speakers: [
    "id",
    "name",
    "site",
    "lat",
    "lon",
    "delayClass",
    "levelDb",
    "bearing",
    "audibleMetres",
    "hardware",
    "zones",
  ],
  cameras: ["id", "name", "site", "lat", "lon", "bearing", "fieldOfView"],
  listeningPoints: ["id", "name", "site", "lat", "lon", "kind", "weight"],
};

const REQUIRED: readonly string[] = ["id", "name", "site", "lat", "lon"];

/** Columns without which no row can be read. */
export function requiredFields(kind: ImportKind): readonly string[] {
  return IMPORT_FIELDS[kind].filter((field) => REQUIRED.includes(field));
}

/** Fields that hold a number. */
export const NUMBER_FIELDS: ReadonlySet<string> = new Set([
  "lat",
  "lon",
  "levelDb",
  "bearing",
  "audibleMetres",
  "fieldOfView",
  "weight",
]);

export type PlacedKind = "speakers" | "cameras" | "listeningPoints";

/** True for what stands at a place on the map. */
export function hasPlace(kind: ImportKind): kind is PlacedKind {
  return kind === "speakers" || kind === "cameras" || kind === "listeningPoints";
}
