import type { ErrorEntry } from "./entry";

/** The town file and its imports. */
export const townErrors = {
  "town-invalid": {
    status: 422,
    title: "The town file has faults; nothing was changed",
    next: "Correct each of params.faults (line, column, cure) and try again.",
  },
  "town-apply-failed": {
    status: 409,
    title: "The plan could not be applied; nothing was changed",
    next: "Read params, correct the file or what stands in its way, and plan again.",
  },
} as const satisfies Record<string, ErrorEntry>;
