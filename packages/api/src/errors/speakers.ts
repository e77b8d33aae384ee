import type { ErrorEntry } from "./entry";

/** Speakers and their credentials. */
export const speakerErrors = {
  "speaker-unknown": {
    status: 404,
    title: "There is no such speaker",
    next: "See `dalaba ls`.",
  },
  "speaker-exists": {
    status: 409,
    title: "A speaker of that id exists",
    next: "Choose another id, or leave it out and one is made.",
  },
} as const satisfies Record<string, ErrorEntry>;
