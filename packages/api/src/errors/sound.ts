import type { ErrorEntry } from "./entry";

/** Targets, talks, broadcasts, recordings and the event feed. */
export const soundErrors = {
  "target-malformed": {
    status: 400,
    title: "This target cannot be read",
    next: "Write all, site:S, zone:Z, speaker:ID or near:LAT,LON[:METRES], joined with +.",
  },
  "target-unknown": {
    status: 404,
    title: "There is no such target",
    next: "Use one of params.nearest, or see `dalaba ls`.",
  },
  "target-ambiguous": {
    status: 409,
    title: "This name means several things",
    next: "Write one of params.candidates instead.",
  },
  "target-empty": {
    status: 404,
    title: "No speaker is meant by this target",
    next: "Widen it, or see `dalaba ls` for the speakers there are.",
  },
  "broadcast-unknown": {
    status: 404,
    title: "There is no such broadcast",
    next: "See `dalaba history` and `dalaba status`.",
  },
  "broadcast-not-begun": {
    status: 409,
    title: "This broadcast was opened, and nobody has spoken yet",
    next: "Wait for its first frame; a ticket that nobody uses lapses after 30 s.",
  },
  "broadcast-ended": {
    status: 409,
    title: "This broadcast has ended",
    next: "Nothing is left to stop; see its result: `dalaba history`.",
  },
  "not-all-free": {
    status: 409,
    title: "Not all targets would sound it now",
    next: "Leave --all-or-nothing out to reach the others, or wait for what params.busy names.",
  },
  "arrange-not-here": {
    status: 409,
    title: "This cannot be aligned: only what is played is, and no emergency",
    next: "Leave --arrange out: live speech and emergencies wait for nobody.",
  },
  "emergency-not-stated": {
    status: 400,
    title: "80 and above is an emergency, and must be called one",
    next: "Say emergency (`--emergency`), or use a priority below 80.",
  },
  "why-needed": {
    status: 400,
    title: "Who speaks in the night must say why",
    next: "Give the reason (`--why`); the audit keeps it.",
  },
  "no-recording": {
    status: 404,
    title: "This broadcast has no recording",
    next: "Its result is kept all the same; recordings go when their time is over.",
  },
  "recording-gone": {
    status: 410,
    title: "The recording of this broadcast is not there to be played again",
    next: "Say it anew: `dalaba talk` or `dalaba play`; recordings go when their time is over.",
  },
  "nothing-to-repeat": {
    status: 409,
    title: "No speaker is left to repeat it to",
    next: "See what each did: `dalaba show BROADCAST`; `--to all` repeats it to every target.",
  },
  "not-settled": {
    status: 409,
    title: "This broadcast is on air, or its receipts are still coming in",
    next: "Wait for its result, 5 s after its end at the latest, and ask again.",
  },
  "event-gone": {
    status: 410,
    title: "Events after that id have been cleared away",
    next: "Read the present state again, then follow from params.oldest.",
  },
  "listener-too-slow": {
    status: 503,
    title: "This listener did not keep up with the events",
    next: "Connect again with the last id received.",
  },
} as const satisfies Record<string, ErrorEntry>;
