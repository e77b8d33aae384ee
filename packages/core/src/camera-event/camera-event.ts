/**
 * What every source's report becomes. There is no field that could hold a name, a face, a plate or a person's number:
 * whatever of that a source sends is not read, so it cannot be stored, shown or spoken.
 */
export interface CameraEvent {
  /** How the source names the camera or channel; a setting says which camera of the town that is. 1-128 characters. */
  readonly channel: string;
  readonly kind: EventKind;
  /** `moment` where the source knows no end. */
  readonly state: "start" | "update" | "end" | "moment";
  /** The zone or rule in view as its installer named it; null where none is told. */
  readonly zone: string | null;
  /** What was seen, of a closed list. */
  readonly object: SeenObject | null;
  /** 0 to 1; null where the source gives none. */
  readonly score: number | null;
  /** UTC, ms: the source's own word where it is within five minutes of ours, else when it came in. */
  readonly atUtcMs: number;
  /** True when the source's clock was not believed, or not told. */
  readonly atArrival: boolean;
  /** Equal for reports of the same happening, within one source. */
  readonly dedupeKey: string;
}

export const EVENT_KINDS = [
  "motion",
  "object",
  "line-crossed",
  "zone-entered",
  "zone-left",
  "loitering",
  "gathering",
  "illegal-parking",
  "object-left",
  "object-taken",
  "fire",
  "sound",
  "help-call",
  "digital-input",
  "tamper",
  "signal-loss",
  "recognition",
  "other",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const SEEN_OBJECTS = [
  "person",
  "bicycle",
  "motorcycle",
  "car",
  "bus",
  "truck",
  "boat",
  "dog",
  "cat",
  "bird",
  "cow",
  "horse",
  "sheep",
  "bag",
  "fire",
  "smoke",
  "vehicle",
  "animal",
] as const;
export type SeenObject = (typeof SEEN_OBJECTS)[number];

/** Came from a platform that recognises faces, plates or identities: for an operator's eyes, never a reason to sound. */
export function isRecognition(kind: EventKind): boolean {
  return kind === "recognition";
}
