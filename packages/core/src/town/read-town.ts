import type { z } from "zod";
import type { Outcome } from "../outcome";
import { type CoordinateSystem, roundPlace, toWgs84 } from "../place";
import { LATER_KEYS, TOWN_VERSION, type TownDocument, townDocumentSchema } from "./document";
import { faultAt, refuseTown } from "./faults";
import { mapOf } from "./map-layer";
import type { Locate, Town, TownFault, TownPath } from "./town";

/**
 * Reads an already parsed town document: its form alone, each thing by itself. What one thing says of another is
 * checked by `planTown`, which knows what else exists. Places come out as WGS-84.
 */
export function readTown(document: unknown, locate?: Locate): Outcome<Town, "town-invalid"> {
  const later = laterKeys(document, locate);
  const parsed = townDocumentSchema.safeParse(document);
  if (parsed.success && later.length === 0) return { ok: true, value: townOf(parsed.data) };
  const faults = parsed.success ? [] : parsed.error.issues.flatMap((issue) => describeProblem(issue, locate));
  return refuseTown([...later, ...faults]);
}

/** The town that a valid document describes, in the document's order. */
export function townOf(document: TownDocument): Town {
  const place = ([lat, lon]: readonly [number, number]) => placeOf(lat, lon, document.coordinates);
  return {
    sites: document.sites.map(({ id, name, parent, timeZone }) => ({
      id,
      name,
      parent: parent ?? null,
      timeZone: timeZone ?? null,
    })),
    rooms: document.rooms,
    zones: document.zones,
    speakers: document.speakers.map(({ at, bearing, hardware, zones, ...rest }) => ({
      ...rest,
      place: place(at),
      bearing: bearing ?? null,
      hardware: hardware ?? null,
      zones: [...new Set(zones)].sort(),
    })),
    cameras: document.cameras.map(({ at, bearing, fieldOfView, ...rest }) => ({
      ...rest,
      place: place(at),
      bearing: bearing ?? null,
      fieldOfView: fieldOfView ?? null,
    })),
    listeningPoints: document.listeningPoints.map(({ at, ...rest }) => ({ ...rest, place: place(at) })),
    maps: document.maps.map(mapOf),
  };
}

export function placeOf(lat: number, lon: number, system: CoordinateSystem) {
  return roundPlace(toWgs84({ lat, lon }, system));
}

function laterKeys(document: unknown, locate: Locate | undefined): TownFault[] {
  if (document === null || typeof document !== "object") return [];
  return LATER_KEYS.filter((key) => key in document).map((key) =>
    faultAt(
      "town-later-version",
      [key],
      `${key} come with a later version`,
      "take this part out of the file for now",
      locate,
    ),
  );
}

function describeProblem(issue: z.core.$ZodIssue, locate: Locate | undefined): TownFault[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .filter((key) => path.length > 0 || !(LATER_KEYS as readonly string[]).includes(key))
      .map((key) =>
        faultAt(
          "town-unknown-key",
          [...path, key],
          `unknown key ${JSON.stringify(key)}`,
          "correct its spelling or take it out",
          locate,
        ),
      );
  if (path.length === 1 && path[0] === "version")
    return [
      faultAt(
        "town-version",
        path,
        `this program reads version ${TOWN_VERSION}`,
        `write version: ${TOWN_VERSION}`,
        locate,
      ),
    ];
  return [faultAt("town-field-invalid", path, issue.message, cureFor(path), locate)];
}

/** What to write instead, by the member that is wrong. */
const CURES: Readonly<Record<string, string>> = {
  id: "write 1-32 of A-Z a-z 0-9 _ -",
  name: "write one line of 1-64 characters",
  site: "write the id of a site: 1-32 of A-Z a-z 0-9 _ -",
  parent: "write the id of a site, or leave it out",
  timeZone: "write an IANA name such as Asia/Shanghai",
  at: "write [latitude, longitude] in decimal degrees such as [23.0312, 113.4702]; perhaps the two are swapped",
  delayClass: "write lan or wan",
  levelDb: "write a number of dB from -60 to 0",
  bearing: "write degrees clockwise from north, 0 to below 360, or leave it out",
  audibleMetres: "write a number of metres from 1 to 5000",
  fieldOfView: "write degrees from 1 to 360, or leave it out",
  zones: "write a list of zone ids such as [river, school]",
  kind: "write village or centre of a room, square, stop or door of a listening point",
  weight: "write a number from 1 to 100, or leave it out",
  coordinates: "write wgs84, gcj02 or bd09: the system the positions were taken in",
};

/** The same of a map layer. */
const MAP_CURES: Readonly<Record<string, string>> = {
  kind: "write geojson, tiles, pmtiles or plan",
  path: "write where it lies below the folder maps of the data folder, without .. and not beginning with a dot or slash",
  coordinates: "write wgs84, gcj02 or bd09: the system the file was drawn in",
  format: "write png, webp, jpg or pbf, or leave it out",
  pins: "write three points of the image, each { x: PIXELS, y: PIXELS, at: [LATITUDE, LONGITUDE] }, not on one line",
};

function cureFor(path: TownPath): string {
  const member = path.findLast((step): step is string => typeof step === "string");
  const ofMap = path[0] === "maps" ? MAP_CURES[member ?? ""] : undefined;
  if (ofMap !== undefined) return ofMap;
  return CURES[member ?? ""] ?? "see docs/town.schema.json for what it may be";
}
