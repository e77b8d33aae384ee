import { z } from "zod";
import { accept, type Outcome } from "../outcome";
import type { CameraEvent, EventKind } from "./camera-event";
import {
  anything,
  channelName,
  type EventRefusal,
  happeningName,
  nameOf,
  objectOf,
  readJson,
  scoreOf,
  timeOf,
} from "./reading";

const seconds = z.number().nullish();
const names = z.array(z.unknown()).nullish();
const kinds = z.enum(["new", "update", "end"]);

// `sub_label`, `recognized_license_plate`, attributes and snapshots hold names, plates and faces: not in these shapes.
const tracked = z.object({
  type: kinds,
  after: z.object({
    id: happeningName,
    camera: channelName,
    label: anything,
    top_score: anything,
    entered_zones: names,
    current_zones: names,
    false_positive: z.boolean().nullish(),
    frame_time: seconds,
    end_time: seconds,
  }),
});

const review = z.object({
  type: kinds,
  after: z.object({
    id: happeningName,
    camera: channelName,
    severity: z.enum(["alert", "detection"]),
    start_time: seconds,
    end_time: seconds,
    data: z.object({ objects: names, zones: names, audio: names }).nullish(),
  }),
});

const STATES = { new: "start", update: "update", end: "end" } as const;

/** `frigate/events`: one tracked object. What Frigate itself calls a false positive is no event. */
export function readFrigateEvent(
  payload: string,
  nowUtcMs: number,
): Outcome<CameraEvent | null, EventRefusal> {
  const read = readJson(payload, tracked);
  if (!read.ok) return read;
  const { type, after } = read.value;
  const channel = after.camera;
  if (after.false_positive) return accept(null);
  const zone = nameOf(after.current_zones?.at(-1)) ?? nameOf(after.entered_zones?.at(-1));
  const told = type === "end" ? (after.end_time ?? after.frame_time) : after.frame_time;
  return accept({
    ...{ channel, kind: kindIn(zone), state: STATES[type], zone },
    object: objectOf(after.label),
    score: scoreOf(after.top_score),
    ...timeOf(msOf(told), nowUtcMs),
    dedupeKey: `${channel}/${after.id}`,
  });
}

/**
 * `frigate/reviews`: what Frigate thinks worth a look. Only alerts are events; one that becomes an alert later begins
 * then, which is why a first `update` may begin it: the reader keeps no state, the gate behind it does.
 */
export function readFrigateReview(
  payload: string,
  nowUtcMs: number,
): Outcome<CameraEvent | null, EventRefusal> {
  const read = readJson(payload, review);
  if (!read.ok) return read;
  const { type, after } = read.value;
  const channel = after.camera;
  if (after.severity !== "alert") return accept(null);
  const zone = nameOf(after.data?.zones?.at(0));
  const object = after.data?.objects?.map(objectOf).find((each) => each !== null) ?? null;
  const heard = object === null && (after.data?.audio?.length ?? 0) > 0;
  return accept({
    ...{
      channel,
      kind: heard ? "sound" : kindIn(zone),
      state: STATES[type],
      zone,
    },
    ...{ object, score: null },
    ...timeOf(msOf(type === "end" ? after.end_time : type === "new" ? after.start_time : null), nowUtcMs),
    dedupeKey: `${channel}/${after.id}`,
  });
}

const kindIn = (zone: string | null): EventKind => (zone === null ? "object" : "zone-entered");

const msOf = (told: number | null | undefined): number | null =>
  typeof told === "number" ? told * 1000 : null;
