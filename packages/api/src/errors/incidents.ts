import type { ErrorEntry } from "./entry";

/** Events of cameras, the links that act on them, and incidents. */
export const incidentErrors = {
  "incident-unknown": {
    status: 404,
    title: "There is no such incident among those you may see",
    next: "See `dalaba incident ls`; closed ones with --state closed.",
  },
  "incident-closed": {
    status: 409,
    title: "This incident is closed",
    next: "Open it again first: `dalaba incident reopen INCIDENT`.",
  },
  "incident-not-closed": {
    status: 409,
    title: "This incident is not closed",
    next: "There is nothing to open again; see `dalaba incident show INCIDENT`.",
  },
  "incident-taken": {
    status: 409,
    title: "Somebody else has taken this incident",
    next: "Leave it to params.owner, or take it over: `dalaba incident ack INCIDENT --force`.",
  },
  "camera-unknown": {
    status: 404,
    title: "There is no such camera",
    next: "See `dalaba camera ls`; a source's own names are mapped with `dalaba source map`.",
  },
  "link-unknown": {
    status: 404,
    title: "There is no such link",
    next: "See `dalaba link ls`.",
  },
  "link-changed": {
    status: 409,
    title: "Somebody else changed this link meanwhile",
    next: "Read it again, and make your change to what it is now.",
  },
  "link-invalid": {
    status: 422,
    title: "A member of the link cannot be read",
    next: "Correct the member that detail names.",
  },
  "link-not-harmless": {
    status: 422,
    title: "This may not sound by itself",
    next: "Arm kinds of params.harmless alone; suggest an announcement for the others.",
  },
  "source-unknown": {
    status: 404,
    title: "There is no such source of events",
    next: "See `dalaba source ls`.",
  },
  "source-exists": {
    status: 409,
    title: "There is a source of that id",
    next: "Choose another id, or change that one.",
  },
  "source-invalid": {
    status: 422,
    title: "What this source needs is not there",
    next: "A source over MQTT needs url and prefix, one over ISAPI url alone, a webhook neither; detail says which.",
  },
  "picture-none": {
    status: 404,
    title: "There is no picture of this",
    next: "Say where the camera's picture is: `dalaba camera picture CAMERA --url URL`.",
  },
  "camera-not-allowed": {
    status: 403,
    title: "No camera may be asked there",
    next: "Name the cameras' network in DALABA_CAMERA_NETWORKS, such as 10.20.0.0/16, and start the controller again.",
  },
  "picture-unreachable": {
    status: 502,
    title: "The camera gives no picture",
    next: "Look at its power, its network, and the address of its picture.",
  },
  "picture-denied": {
    status: 502,
    title: "The camera does not let the controller see",
    next: "Correct its user and password: `dalaba camera picture CAMERA --user U --password-file F`.",
  },
  "picture-invalid": {
    status: 502,
    title: "What the camera sends is no JPEG of at most 4 MiB",
    next: "Use the address of its snapshot, and a smaller picture.",
  },
  "source-unreachable": {
    status: 503,
    title: "This source of events cannot be reached",
    next: "See that its broker runs and is reached from the controller; it is tried again by itself.",
  },
  "source-denied": {
    status: 403,
    title: "This source does not let the controller listen",
    next: "Correct user and password: `dalaba source set SOURCE --user U --password-file F`.",
  },
  "signature-missing": {
    status: 401,
    title: "This message is not signed",
    next: "Send webhook-id, webhook-timestamp and webhook-signature; see docs/cameras.md.",
  },
  "signature-wrong": {
    status: 401,
    title: "The signature of this message is not this source's",
    next: "Check the key, and that the very bytes that are sent were signed; see docs/cameras.md.",
  },
  "signature-late": {
    status: 401,
    title: "The message is older or newer than five minutes",
    next: "Set the sender's clock: params.serverTime is ours.",
  },
  "event-malformed": {
    status: 400,
    title: "This event cannot be read",
    next: "Correct what detail names; see docs/cameras.md for what an event says.",
  },
  "event-too-large": {
    status: 413,
    title: "This event is too long",
    next: "Send the event without pictures: 65,536 characters at most.",
  },
  "source-off": {
    status: 409,
    title: "This source is switched off",
    next: "Switch it on: `dalaba source set SOURCE --on`.",
  },
} as const satisfies Record<string, ErrorEntry>;
