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
  "town-apply-failed": {
    status: 409,
    title: "The plan could not be applied; nothing was changed",
    next: "Read params, correct the file or what stands in its way, and plan again.",
  },
} as const satisfies Record<string, ErrorEntry>;
