import { accept, type Outcome } from "../outcome";
import type { CameraEvent, EventKind } from "./camera-event";
import { checkSize, type EventRefusal, malformed, nameOf, objectOf, timeOf, utcOf } from "./reading";
import { firstTexts } from "./xml-texts";

const TAGS = [
  ...["eventType", "eventState", "channelID", "dynChannelID", "dateTime"],
  ...["regionID", "detectionTarget"],
];

/**
 * One `<EventNotificationAlert>` of Hikvision's ISAPI alertStream. None for a heartbeat: `videoloss` and `inactive`
 * with no alert before it, which cameras send every few seconds. Only the named tags are read.
 */
export function readIsapiAlert(xml: string, nowUtcMs: number): Outcome<CameraEvent | null, EventRefusal> {
  const size = checkSize(xml);
  if (size) return size;
  if (!/<(?:\w+:)?EventNotificationAlert[\s>]/.test(xml)) return malformed("no EventNotificationAlert");
  const texts = firstTexts(xml, TAGS);
  const type = texts.get("eventType")?.trim().toLowerCase();
  if (!type) return malformed("an EventNotificationAlert without eventType");
  const active = /^active$/i.test(texts.get("eventState")?.trim() ?? "");
  const kind = isapiKind(type);
  if (kind === null || (type === "videoloss" && !active)) return accept(null);
  const channel = nameOf(texts.get("channelID")) ?? nameOf(texts.get("dynChannelID")) ?? "1";
  const zone = nameOf(texts.get("regionID"));
  return accept({
    ...{ channel, kind, state: active ? "start" : "end", zone },
    ...{ object: objectOf(texts.get("detectionTarget")), score: null },
    ...timeOf(utcOf(texts.get("dateTime")?.trim()), nowUtcMs),
    dedupeKey: `${channel}/${kind}/${zone ?? ""}`,
  });
}

function isapiKind(type: string): EventKind | null {
  if (/face|plate|anpr|vehicledetection|humanrecog|identity|personcompare|blacklist|whitelist/.test(type))
    return "recognition";
  if (/^(?:heartbeat|diskfull|diskerror|nicbroken|ipconflict|illaccess|ptz.*|storagedetection)$/.test(type))
    return null;
  return KINDS.get(type) ?? "other";
}

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ["vmd", "motion"],
  ["linedetection", "line-crossed"],
  ["fielddetection", "zone-entered"],
  ["regionentrance", "zone-entered"],
  ["regionexiting", "zone-left"],
  ["loitering", "loitering"],
  ["group", "gathering"],
  ["crowdgathering", "gathering"],
  ["parking", "illegal-parking"],
  ["parkingdetection", "illegal-parking"],
  ["unattendedbaggage", "object-left"],
  ["attendedbaggage", "object-taken"],
  ["firedetection", "fire"],
  ["smokedetection", "fire"],
  ["smokeandfiredetection", "fire"],
  ["audioexception", "sound"],
  ["io", "digital-input"],
  ["shelteralarm", "tamper"],
  ["scenechangedetection", "tamper"],
  ["defocus", "tamper"],
  ["videoloss", "signal-loss"],
  ["emergencyalarm", "help-call"],
  ["sosalarm", "help-call"],
]);
