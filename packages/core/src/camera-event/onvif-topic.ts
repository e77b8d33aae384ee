import type { EventKind } from "./camera-event";

/**
 * What an ONVIF topic means, without its `tns1:` (ONVIF Core specification 9.6 and Analytics specification 5.5; vendors'
 * own topics as far as they follow the names). A topic whose path speaks of faces, plates or identities is recognition,
 * whatever else it says. Null: a state of the device and no event, such as its clock or its storage.
 */
export function kindOfTopic(topic: string): EventKind | null {
  const path = topic.replace(/\b(?:tns1|tnsaxis|tnshik|tnsdh|tns):/gi, "").replace(/^\/+/, "");
  if (/face|plate|anpr|lpr|recogni|identi|biometr|person(?:id|name)|blacklist|whitelist/i.test(path))
    return "recognition";
  return KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

const KINDS: readonly (readonly [RegExp, EventKind])[] = [
  [/^RuleEngine\/(?:LineDetector|LineCross\w*)\b|\/Crossed$/i, "line-crossed"],
  [/LoiteringDetector|Loitering/i, "loitering"],
  [/FieldDetector|IntrusionDetector|RegionEntrance/i, "zone-entered"],
  [/RegionExit|ExitDetector/i, "zone-left"],
  [/ParkingDetector|IllegalParking/i, "illegal-parking"],
  [/CrowdDensity|Gathering|CrowdDetector/i, "gathering"],
  [/ObjectLeft|Abandoned|UnattendedObject/i, "object-left"],
  [/ObjectTaken|ObjectRemov|MissingObject/i, "object-taken"],
  [/FireAlarm|FireDetect|Smoke|ThermalFire/i, "fire"],
  [/ObjectDetection|ObjectDetector|MyRuleDetector\/(?:People|Vehicle|DogCat)/i, "object"],
  [/CellMotionDetector|MotionRegionDetector|MotionAlarm|MotionDetector/i, "motion"],
  [/AudioDetection|AudioSource|DetectedSound/i, "sound"],
  [/Trigger\/DigitalInput/i, "digital-input"],
  [/TamperDetector|GlobalSceneChange|ImageTooBlurry|ImageTooDark|ImageTooBright/i, "tamper"],
  [/VideoSource\/SignalLoss|VideoLoss/i, "signal-loss"],
];
