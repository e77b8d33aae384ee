import { z } from "zod";
import { accept, type Outcome } from "../outcome";
import type { CameraEvent, SeenObject } from "./camera-event";
import { kindOfTopic } from "./onvif-topic";
import {
  anything,
  type EventRefusal,
  malformed,
  nameOf,
  objectOf,
  readJson,
  scoreOf,
  timeOf,
  utcOf,
} from "./reading";

/** An ONVIF notification, from a pull point or from MQTT: its topic and its simple items. */
export interface OnvifNotification {
  /** With or without prefixes: `tns1:RuleEngine/LineDetector/Crossed`. */
  readonly topic: string;
  readonly utcTime: unknown;
  readonly source: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  /** What the device says of itself before anything happened (PropertyOperation `Initialized`, MQTT retained). */
  readonly initial: boolean;
}

/**
 * The event of a notification; none when it states only how things are, or is no event of a camera. Of `Data` nothing
 * is read but whether it is so, what kind of object it is and how sure the camera is (ONVIF Core 9.4).
 */
export function onvifEvent(notification: OnvifNotification, nowUtcMs: number): CameraEvent | null {
  const { topic, source, data, initial } = notification;
  const kind = kindOfTopic(topic);
  if (kind === null || initial) return null;
  const channel = nameOf(first(source, CHANNEL_KEYS)) ?? "1";
  const zone = nameOf(first(source, ["Rule"]));
  const said = first(data, STATE_KEYS);
  const state = said === undefined ? "moment" : isTrue(said) ? "start" : "end";
  const toldMs = utcOf(notification.utcTime);
  // A moment is told apart by its object, else by its time; what is no time is not copied.
  const about = state === "moment" ? (numbered(first(data, ["ObjectId"])) ?? toldMs ?? "") : "";
  return {
    ...{ channel, kind, state, zone },
    object: objectIn(topic, data),
    score: scoreOf(numberOf(first(data, ["Likelihood", "Confidence"]))),
    ...timeOf(toldMs, nowUtcMs),
    dedupeKey: `${channel}/${kind}/${zone ?? ""}/${about}`.slice(0, 400),
  };
}

const CHANNEL_KEYS = [
  "VideoSource",
  "VideoSourceConfigurationToken",
  "VideoSourceToken",
  "Source",
  "InputToken",
];
const STATE_KEYS = ["IsMotion", "State", "IsInside", "LogicalState", "IsTamper", "Active"];

function first(items: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  const key = keys.find((each) => Object.hasOwn(items, each));
  return key === undefined ? undefined : items[key];
}

const isTrue = (value: unknown): boolean => value === true || /^(?:true|1|active)$/i.test(String(value));

/** An ObjectId is an integer (`tt:ObjectId` of ONVIF's metadata schema); what is none may be somebody's name. */
function numbered(id: unknown): string | null {
  return /^\d{1,20}$/.test(String(id)) ? String(id) : null;
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" ? number : null;
}

function objectIn(topic: string, data: Readonly<Record<string, unknown>>): SeenObject | null {
  const told = objectOf(first(data, ["ClassTypes", "ObjectType", "Type"]));
  if (told) return told;
  if (/People|Human|Pedestrian/i.test(topic)) return "person";
  return /Vehicle/i.test(topic) ? "vehicle" : null;
}

const items = z.record(z.string(), z.unknown()).optional();
const message = z.object({ UtcTime: anything, Source: items, Data: items });

/**
 * ONVIF events over MQTT (Core specification, "JSON event" form): `<prefix>/onvif-ej/<topic>/&<source values>`. A
 * retained message tells how things are, an empty one that a property is gone; neither is an event.
 */
export function readOnvifMqtt(
  mqttTopic: string,
  payload: string,
  retained: boolean,
  nowUtcMs: number,
): Outcome<CameraEvent | null, EventRefusal> {
  const found = /(?:^|\/)onvif-ej\/(.+?)(?:\/&|$)/.exec(mqttTopic);
  if (!found?.[1] || mqttTopic.length > 1024) return malformed("an MQTT topic without /onvif-ej/");
  if (payload === "") return accept(null);
  const read = readJson(payload, message);
  if (!read.ok) return read;
  const { UtcTime, Source, Data } = read.value;
  const notification = { topic: found[1], utcTime: UtcTime, source: Source ?? {}, data: Data ?? {} };
  return accept(onvifEvent({ ...notification, initial: retained }, nowUtcMs));
}
