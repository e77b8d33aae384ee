import type { EventKind } from "../camera-event/camera-event";
import type { CameraId, RoomId, SiteId } from "../model";

/** A record opened by a link or a help call: what an operator is to look at, and what became of it. */
export interface Incident {
  /** 16 lower-case hex digits. */
  readonly id: string;
  /** Of the event that opened it. */
  readonly kind: EventKind;
  readonly camera: CameraId;
  /** Of the camera: who sees that site sees the incident. */
  readonly site: SiteId;
  readonly state: IncidentState;
  /** Of a closed one. */
  readonly outcome: IncidentOutcome | null;
  /** Whose queue it stands in; null: everybody's who sees the site. */
  readonly room: RoomId | null;
  /** Who took it; null while nobody did. */
  readonly owner: IncidentOwner | null;
  /** The link that opened it; null: a help call. */
  readonly link: string | null;
  /** Announcements that the link suggests. */
  readonly suggest: readonly string[];
  /** UTC ms. */
  readonly openedAtMs: number;
  /** When the newest of its events was reported, UTC ms. */
  readonly heardAtMs: number;
  readonly acknowledgedAtMs: number | null;
  /** When a person first opened a broadcast from it. */
  readonly talkedDownAtMs: number | null;
  readonly closedAtMs: number | null;
  /** Happenings that it groups, 1 or more. */
  readonly events: number;
}

export const INCIDENT_STATES = ["open", "acknowledged", "closed"] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

export const INCIDENT_OUTCOMES = ["resolved", "false-alarm"] as const;
export type IncidentOutcome = (typeof INCIDENT_OUTCOMES)[number];

export interface IncidentOwner {
  readonly id: string;
  readonly name: string;
}

/** Within so long of its last report, another happening of the same kind at the same camera is the same incident, ms. */
export const GROUP_MS = 10 * 60_000;

/** Help calls open an incident although no link says so, and are never kept quiet. */
export const HELP_CALL: EventKind = "help-call";

/** Whether what is reported now belongs to an incident that is there: repeats are one row in the queue. */
export function groups(
  incident: Pick<Incident, "kind" | "camera" | "state" | "heardAtMs">,
  event: { readonly kind: EventKind; readonly camera: CameraId },
  nowMs: number,
): boolean {
  return (
    incident.state !== "closed" &&
    incident.kind === event.kind &&
    incident.camera === event.camera &&
    nowMs - incident.heardAtMs <= GROUP_MS
  );
}
