import type { EventKind, SeenObject } from "../camera-event/camera-event";
import type { CameraId, OperatorId, SiteId, ZoneId } from "../model";
import type { QuietHours } from "../schedule/quiet-hours";

/** A rule: which events of which cameras open an incident, what they suggest, and what they may sound. */
export interface Link {
  readonly id: string;
  /** 1-80 characters. */
  readonly title: string;
  readonly enabled: boolean;
  readonly when: LinkCondition;
  /** Announcements, shown to the operator beside the talk key on keys 1 to 6; one sounds only when chosen. */
  readonly suggest: readonly string[];
  /** Null: nothing sounds by itself, which is what a new link is. */
  readonly sound: LinkSound | null;
}

/** All that are stated must hold; an empty list states nothing. */
export interface LinkCondition {
  readonly sources: readonly string[];
  readonly kinds: readonly EventKind[];
  readonly cameras: readonly CameraId[];
  readonly sites: readonly SiteId[];
  /** Zones in view, as the source names them. */
  readonly zonesInView: readonly string[];
  readonly objects: readonly SeenObject[];
  /** 0 to 1; an event without a score holds for any. */
  readonly leastScore: number;
  /** By the clock of the camera's site. */
  readonly hours: readonly QuietHours[];
}

/** What an administrator armed to sound without a person. */
export interface LinkSound {
  readonly armedBy: OperatorId;
  /** The first sounds at once; each next one, firmer, while the event persists. At least one. */
  readonly steps: readonly LinkStep[];
  /** Capped at `LINK_PRIORITY`. */
  readonly priority: number;
  /** After it sounded for one happening at a camera, it is silent there for others, ms. */
  readonly coolDownMs: number;
}

export interface LinkStep {
  readonly announcement: string;
  /** After the step before it sounded, ms; unused in the first. */
  readonly afterMs: number;
}

/** wire.md clause 5: what no person decided comes below every talk, and below what people planned as important. */
export const LINK_PRIORITY = 45;

/** What may be armed: the message asks somebody to move on, and a mistake frightens nobody. */
export const HARMLESS_KINDS: ReadonlySet<EventKind> = new Set<EventKind>([
  "illegal-parking",
  "line-crossed",
  "zone-entered",
]);

/** One happening at a camera, as the gate has put its reports together. */
export interface Happening {
  readonly id: string;
  readonly source: string;
  readonly camera: CameraId;
  /** The camera's site and those around it. */
  readonly sites: readonly SiteId[];
  /** Of the camera's site, IANA. */
  readonly timeZone: string;
  /** Zones of the speakers that would sound. */
  readonly zones: readonly ZoneId[];
  readonly kind: EventKind;
  readonly zoneInView: string | null;
  readonly object: SeenObject | null;
  readonly score: number | null;
  readonly open: boolean;
}

/** A link's sound that was sent, as it is kept. */
export interface LinkSounded {
  readonly link: string;
  readonly happening: string;
  readonly camera: CameraId;
  readonly zones: readonly ZoneId[];
  readonly step: number;
  readonly atUtcMs: number;
}
