import type { Role } from "./grant";

/**
 * Every act a person or token can be allowed. Routes, WebSocket doors and CLI commands name one of these.
 * - `see`: the directory, states, events and the list of broadcasts
 * - `hear`: play back recordings (voices are personal data)
 * - `talk`, `play`, `stop`: make speakers sound or fall silent
 * - `manage-clips`: upload, rename, delete and restore clips
 * - `manage-schedules`: announcements, and when they sound
 * - `handle-incidents`: take, note, hand over and close incidents
 * - `manage-speakers`: add, change, rotate, disable and remove speakers and their credentials
 * - `manage-town`: apply or edit sites, rooms, zones and cameras, sources of events, and links
 * - `manage-operators`: operators, roles and other people's tokens and sessions
 * - `manage-system`: broker export, settings, retention
 * - `see-audit`, `read-metrics`: what their names say
 */
export const ACTS = [
  "see",
  "hear",
  "talk",
  "play",
  "stop",
  "manage-clips",
  "manage-schedules",
  "handle-incidents",
  "manage-speakers",
  "manage-town",
  "manage-operators",
  "manage-system",
  "see-audit",
  "read-metrics",
] as const;
export type Act = (typeof ACTS)[number];

/** The acts whose object has a priority. */
export const SOUNDING_ACTS: ReadonlySet<Act> = new Set<Act>(["talk", "play", "stop"]);

export const ROLE_ACTS: Readonly<Record<Role, ReadonlySet<Act>>> = {
  viewer: new Set<Act>(["see"]),
  operator: new Set<Act>([
    "see",
    "hear",
    "talk",
    "play",
    "stop",
    "manage-clips",
    "manage-schedules",
    "handle-incidents",
  ]),
  supervisor: new Set<Act>([
    "see",
    "hear",
    "talk",
    "play",
    "stop",
    "manage-clips",
    "manage-schedules",
    "handle-incidents",
    "see-audit",
  ]),
  technician: new Set<Act>(["see", "manage-speakers", "read-metrics"]),
  admin: new Set<Act>(ACTS),
};
