import { z } from "zod";
import { accept, type Outcome } from "../outcome";
import { type CameraEvent, EVENT_KINDS } from "./camera-event";
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
  utcOf,
} from "./reading";

const body = z.object({
  /** The sender's own name of this happening; the same again is the same event. */
  id: happeningName,
  camera: channelName,
  kind: z.enum(EVENT_KINDS),
  state: z.enum(["start", "update", "end", "moment"]).default("moment"),
  zone: anything,
  object: anything,
  score: anything,
  /** ISO 8601 with an offset. */
  at: anything,
});

/**
 * The body of a signed webhook, from a platform or a help point (一键求助: kind `help-call`). Who signed it, and when,
 * the door has checked. Keys that are not named here are not read.
 */
export function readWebhookEvent(text: string, nowUtcMs: number): Outcome<CameraEvent, EventRefusal> {
  const read = readJson(text, body);
  if (!read.ok) return read;
  const { id, camera: channel, kind, state, zone, object, score, at } = read.value;
  return accept({
    ...{ channel, kind, state, zone: nameOf(zone), object: objectOf(object), score: scoreOf(score) },
    ...timeOf(utcOf(at), nowUtcMs),
    dedupeKey: `${channel}/${id}`,
  });
}
