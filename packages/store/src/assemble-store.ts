import type { AuditEntry } from "@dalaba/core";
import type { Connection } from "./database";
import { announcementRepository } from "./repositories/announcements";
import { auditRepository } from "./repositories/audit";
import { broadcastRepository } from "./repositories/broadcasts";
import { cameraEventRepository } from "./repositories/camera-events";
import { cameraPictureRepository } from "./repositories/camera-pictures";
import { clipRepository } from "./repositories/clips";
import { eventSourceRepository } from "./repositories/event-sources";
import { eventRepository } from "./repositories/events";
import { incidentRepository } from "./repositories/incidents";
import { journalRepository } from "./repositories/journal";
import { linkRepository } from "./repositories/links";
import { occurrenceRepository } from "./repositories/occurrences";
import { operatorRepository } from "./repositories/operators";
import { scheduleRepository } from "./repositories/schedules";
import { sessionRepository } from "./repositories/sessions";
import { counterRepository, documentRepository, settingRepository } from "./repositories/small-state";
import { speakerStatusRepository } from "./repositories/speaker-status";
import { speakerRepository } from "./repositories/speakers";
import { tokenRepository } from "./repositories/tokens";
import { townRepository } from "./repositories/town";
import { uploadRepository } from "./repositories/uploads";
import type { OpenStore, Store, StoreClient } from "./store";

/** Puts the repositories on one connection, so that every one of them joins the transaction that is open. */
export function assembleStore(
  connection: Connection,
  options: OpenStore,
  client: StoreClient,
  schemaVersion: number,
): Store {
  const { tx, sqlite } = connection;
  const audit = auditRepository(connection);
  const broadcasts = broadcastRepository(connection);
  const events = eventRepository(connection);
  const operators = operatorRepository(connection);
  return {
    client,
    file: options.file,
    schemaVersion,
    town: townRepository(connection),
    speakers: speakerRepository(connection, options.sealer),
    status: speakerStatusRepository(connection),
    operators,
    tokens: tokenRepository(connection, operators),
    sessions: sessionRepository(connection, operators),
    audit,
    broadcasts,
    clips: clipRepository(connection),
    uploads: uploadRepository(connection),
    announcements: announcementRepository(connection),
    schedules: scheduleRepository(connection),
    occurrences: occurrenceRepository(connection),
    eventSources: eventSourceRepository(connection, options.sealer),
    cameraEvents: cameraEventRepository(connection),
    cameraPictures: cameraPictureRepository(connection, options.sealer),
    incidents: incidentRepository(connection),
    links: linkRepository(connection),
    journal: journalRepository(connection, { audit, broadcasts, events }),
    events,
    documents: documentRepository(connection),
    counters: counterRepository(connection),
    settings: settingRepository(connection),
    tx,
    audited: <T>(entry: AuditEntry | ((result: T) => AuditEntry), work: () => T): T =>
      tx(() => {
        const result = work();
        audit.append(typeof entry === "function" ? entry(result) : entry);
        return result;
      }),
    close: () => sqlite.close(),
  };
}
