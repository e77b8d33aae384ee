import { acousticsRoutes } from "./acoustics/routes";
import { announcementRoutes } from "./announcements/routes";
import { auditRoutes } from "./audit/routes";
import { broadcastRoutes, onAirRoutes } from "./broadcasts/routes";
import { clipRoutes, uploadRoutes } from "./clips/routes";
import type { ApiRoute } from "./contract/route";
import { eventSourceRoutes } from "./event-sources/routes";
import { feedRoutes } from "./feed/routes";
import { cameraEventRoutes, incidentRoutes } from "./incidents/routes";
import { linkRoutes } from "./links/routes";
import { mapRoutes } from "./maps/routes";
import { operatorRoutes, roleRoutes } from "./operators/routes";
import { pictureRoutes } from "./pictures/routes";
import { playRoutes } from "./plays/routes";
import { retentionRoutes } from "./retention/routes";
import { calendarRoutes, scheduleRoutes } from "./schedules/routes";
import { sessionRoutes, sessionsRoutes } from "./session/routes";
import { speakerRoutes } from "./speakers/routes";
import { speechRoutes } from "./speech/routes";
import { brokerRoutes, configRoutes, healthRoutes, statusRoutes } from "./system/routes";
import { talkRoutes } from "./talks/routes";
import { targetRoutes } from "./targets/routes";
import { tokenRoutes } from "./tokens/routes";
import { placeRoutes, townRoutes } from "./town/routes";

/** Every route of the contract, by group: the server implements each group with one file of handlers. */
export const routes = {
  session: sessionRoutes,
  sessions: sessionsRoutes,
  operators: operatorRoutes,
  roles: roleRoutes,
  tokens: tokenRoutes,
  places: placeRoutes,
  maps: mapRoutes,
  speakers: speakerRoutes,
  town: townRoutes,
  targets: targetRoutes,
  acoustics: acousticsRoutes,
  uploads: uploadRoutes,
  clips: clipRoutes,
  talks: talkRoutes,
  plays: playRoutes,
  speech: speechRoutes,
  announcements: announcementRoutes,
  schedules: scheduleRoutes,
  calendars: calendarRoutes,
  incidents: incidentRoutes,
  cameraEvents: cameraEventRoutes,
  pictures: pictureRoutes,
  links: linkRoutes,
  eventSources: eventSourceRoutes,
  broadcasts: broadcastRoutes,
  onAir: onAirRoutes,
  events: feedRoutes,
  audit: auditRoutes,
  status: statusRoutes,
  config: configRoutes,
  broker: brokerRoutes,
  retention: retentionRoutes,
  health: healthRoutes,
} as const;

export function allRoutes(): readonly ApiRoute[] {
  return Object.values(routes).flatMap((group): ApiRoute[] => Object.values(group));
}
