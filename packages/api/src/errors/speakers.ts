import type { ErrorEntry } from "./entry";

/** Speakers and their credentials. */
export const speakerErrors = {
  "speaker-offline": {
    status: 409,
    title: "This speaker is not connected",
    next: "Look at its power and network; `dalaba show SPEAKER` says when it was last seen.",
  },
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
  "listen-unavailable": {
    status: 409,
    title: "This speaker has no way to be listened to",
    next: "Only simulated speakers can be heard; play back what was sent: `dalaba recording BROADCAST`.",
  },
  "nobody-listened": {
    status: 409,
    title: "Nobody listened to the speakers of that place while it sounded",
    next: "Begin to listen first: `dalaba hear --seconds N`; or start the simulator with `--record DIR`.",
  },
} as const satisfies Record<string, ErrorEntry>;
