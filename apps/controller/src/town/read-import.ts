import { type CoordinateSystem, type Locate, type Outcome, readTown, refuse, type Town } from "@dalaba/core";
import { decodeText, type TextEncoding } from "./decode-text";
import { hasPlace, type ImportKind } from "./import-kind";
import { readCsv } from "./read-csv";
import { readGeoJson } from "./read-geo-json";
import { type ReadText, readYaml } from "./read-yaml";

export const TOWN_MEDIA = ["text/yaml", "text/csv", "application/geo+json"] as const;
export type TownMedia = (typeof TOWN_MEDIA)[number];

export interface TownImport {
  readonly media: TownMedia;
  readonly bytes: Uint8Array;
  /** The system of its positions. A town file states its own; a table or map export must be given it. */
  readonly coordinates?: CoordinateSystem | undefined;
  readonly encoding?: TextEncoding | undefined;
  /** What rows or points are (speakers). */
  readonly kind?: ImportKind | undefined;
}

export interface WantedTown {
  /** Kinds that the import does not speak of are taken from `current`. */
  readonly town: Town;
  readonly locate: Locate;
}

export type ImportCode = "town-invalid" | "encoding-unknown" | "coordinates-missing" | "kind-without-place";

/** Reads an import into the town it asks for. Nothing is compared with what exists, nor changed. */
export function readImport(current: Town, from: TownImport): Outcome<WantedTown, ImportCode> {
  const text = decodeText(from.bytes, from.encoding);
  if (!text.ok) return text;
  const read = readMedia(text.value, from);
  if (!read.ok) return read;
  const { document, locate } = read.value;
  const wanted = readTown(document, locate);
  if (!wanted.ok) return wanted;
  if (from.media === "text/yaml") return { ok: true, value: { town: wanted.value, locate } };
  const kind = from.kind ?? "speakers";
  // A table of speakers says nothing about the cameras: pruning must not take it for saying that there are none.
  return {
    ok: true,
    value: { town: { ...current, [kind]: wanted.value[kind] }, locate: onlyOf(kind, locate) },
  };
}

function readMedia(text: string, from: TownImport): Outcome<ReadText, ImportCode> {
  if (from.media === "text/yaml") return withSystem(readYaml(text), from.coordinates);
  const kind = from.kind ?? "speakers";
  if (!hasPlace(kind))
    return from.media === "text/csv"
      ? readCsv(text, kind, "wgs84")
      : refuse("kind-without-place", `${kind} have no position, so no GeoJSON describes them`, { kind });
  if (from.coordinates === undefined)
    return refuse("coordinates-missing", "say which system the positions are in: wgs84, gcj02 or bd09");
  return from.media === "text/csv"
    ? readCsv(text, kind, from.coordinates)
    : readGeoJson(text, kind, from.coordinates);
}

function withSystem(
  read: Outcome<ReadText, "town-invalid">,
  coordinates: CoordinateSystem | undefined,
): Outcome<ReadText, "town-invalid"> {
  if (!read.ok || coordinates === undefined) return read;
  const { document, locate } = read.value;
  if (document === null || typeof document !== "object" || Array.isArray(document)) return read;
  return { ok: true, value: { document: { ...document, coordinates }, locate } };
}

/** References into kinds that came from the store have no line in this file. */
function onlyOf(kind: ImportKind, locate: Locate): Locate {
  return (path) => (path[0] === kind ? locate(path) : undefined);
}
