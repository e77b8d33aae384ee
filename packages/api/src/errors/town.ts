import type { ErrorEntry } from "./entry";

/** The town file and its imports. */
export const townErrors = {
  "town-invalid": {
    status: 422,
    title: "The town file has faults; nothing was changed",
    next: "Correct each of params.faults (line, column, cure) and try again.",
  },
  "encoding-unknown": {
    status: 400,
    title: "The text is not in an encoding that can be read",
    next: "Save it as UTF-8, or name its encoding: `--encoding gb18030`.",
  },
  "coordinates-missing": {
    status: 400,
    title: "It is not said which system the positions are in",
    next: "Name it: `--coordinates wgs84` (GPS), gcj02 (Amap, Tencent) or bd09 (Baidu).",
  },
  "kind-without-place": {
    status: 400,
    title: "These have no position, so a GeoJSON cannot describe them",
    next: "Import sites, rooms and zones as CSV or as a town file.",
  },
  "no-listening-points": {
    status: 409,
    title: "The town names no place where people stand",
    next: "Add listeningPoints to the town file: squares, stops, doors; see docs/acoustics.md.",
  },
  "town-apply-failed": {
    status: 409,
    title: "The plan could not be applied; nothing was changed",
    next: "Read params, correct the file or what stands in its way, and plan again.",
  },
  "map-unknown": {
    status: 404,
    title: "There is no such map layer",
    next: "See the layers there are: `maps:` in `dalaba town export`.",
  },
  "map-file-missing": {
    status: 404,
    title: "The file of this map layer is not there",
    next: "Put it where params.path says, in the folder maps of DALABA_DATA; a tile may simply not exist.",
  },
  "map-unreadable": {
    status: 422,
    title: "The file of this map layer cannot be served",
    next: "Correct what the detail names: a GeoJSON is JSON of at most 16 MiB.",
  },
} as const satisfies Record<string, ErrorEntry>;
