import type { AuditEntry, Outcome } from "@dalaba/core";
import type { StoreFault } from "./faults";
import type { AnnouncementRepository } from "./repositories/announcements";
import type { AuditRepository } from "./repositories/audit";
import type { BroadcastRepository } from "./repositories/broadcasts";
import type { CameraEventRepository } from "./repositories/camera-events";
import type { CameraPictureRepository } from "./repositories/camera-pictures";
import type { ClipRepository } from "./repositories/clips";
import type { EventSourceRepository } from "./repositories/event-sources";
import type { EventRepository } from "./repositories/events";
import type { IncidentRepository } from "./repositories/incidents";
import type { JournalRepository } from "./repositories/journal";
import type { LinkRepository } from "./repositories/links";
import type { OccurrenceRepository } from "./repositories/occurrences";
import type { OperatorRepository } from "./repositories/operators";
import type { ScheduleRepository } from "./repositories/schedules";
import type { SessionRepository } from "./repositories/sessions";
import type { CounterRepository, DocumentRepository, SettingRepository } from "./repositories/small-state";
import type { SpeakerStatusRepository } from "./repositories/speaker-status";
import type { SpeakerRepository } from "./repositories/speakers";
import type { TokenRepository } from "./repositories/tokens";
import type { TownRepository } from "./repositories/town";
import type { UploadRepository } from "./repositories/uploads";

/** Seals what must not lie readable on disk (pairwise keys), with a key only the controller holds. */
export interface Sealer {
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** Throws when the bytes were not sealed with this key and context. */
  unseal(sealed: Uint8Array, context: string): Uint8Array;
}

export interface OpenStore {
  /** Path of the database file; `:memory:` for tests. */
  readonly file: string;
  readonly sealer: Sealer;
  /** Wall clock in UTC ms, only for the migration record. */
  readonly nowMs: number;
  /** false: libsql at once; default: better-sqlite3, and libsql where it does not load (DALABA_NATIVE=0: libsql). */
  readonly native?: boolean;
  /** For a report's worker: reads beside the controller, changes nothing. */
  readonly readOnly?: boolean;
  /** How long to wait for another process's lock, ms (5,000). */
  readonly busyTimeoutMs?: number;
}

export type StoreClient = "better-sqlite3" | "libsql";

export interface Store {
  readonly client: StoreClient;
  readonly file: string;
  /** How many migrations the file has had. */
  readonly schemaVersion: number;
  readonly town: TownRepository;
  readonly speakers: SpeakerRepository;
  readonly status: SpeakerStatusRepository;
  readonly operators: OperatorRepository;
  readonly tokens: TokenRepository;
  readonly sessions: SessionRepository;
  readonly audit: AuditRepository;
  readonly broadcasts: BroadcastRepository;
  readonly clips: ClipRepository;
  readonly uploads: UploadRepository;
  readonly announcements: AnnouncementRepository;
  readonly schedules: ScheduleRepository;
  readonly occurrences: OccurrenceRepository;
  readonly eventSources: EventSourceRepository;
  readonly cameraEvents: CameraEventRepository;
  readonly cameraPictures: CameraPictureRepository;
  readonly incidents: IncidentRepository;
  readonly links: LinkRepository;
  readonly journal: JournalRepository;
  readonly events: EventRepository;
  readonly documents: DocumentRepository;
  readonly counters: CounterRepository;
  readonly settings: SettingRepository;
  /** Runs `work` in one transaction (BEGIN IMMEDIATE; nested calls are savepoints); a throw rolls back. Never async. */
  tx<T>(work: () => T): T;
  /** `work` and its audit row in one transaction: neither exists without the other. */
  audited<T>(entry: AuditEntry | ((result: T) => AuditEntry), work: () => T): T;
  close(): void;
}

export type OpenedStore = Outcome<Store, StoreFault>;
