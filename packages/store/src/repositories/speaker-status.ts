import type { SpeakerId } from "@dalaba/core";
import { asc, eq } from "drizzle-orm";
import type { Connection } from "../database";
import { speakerStatus } from "../schema";

export interface SpeakerStatus {
  readonly speaker: SpeakerId;
  readonly bootId: string | null;
  readonly online: boolean;
  readonly status: Readonly<Record<string, unknown>> | null;
  readonly statusAtMs: number | null;
  readonly telemetry: Readonly<Record<string, unknown>> | null;
  readonly telemetryAtMs: number | null;
  readonly lastSeenAtMs: number | null;
}

export interface SpeakerStatusRepository {
  /** One transaction for all; speakers that no longer exist are passed over. */
  save(statuses: readonly SpeakerStatus[]): void;
  get(speaker: string): SpeakerStatus | undefined;
  all(): readonly SpeakerStatus[];
}

export function speakerStatusRepository({ db, tx, sqlite }: Connection): SpeakerStatusRepository {
  const read = (row: typeof speakerStatus.$inferSelect): SpeakerStatus => ({
    ...row,
    speaker: row.speaker as SpeakerId,
  });
  const json = (value: Readonly<Record<string, unknown>> | null): string | null =>
    value === null ? null : JSON.stringify(value);
  return {
    save: (statuses) =>
      tx(() => {
        const upsert = sqlite.prepare(`
          INSERT INTO speaker_status
            (speaker, boot_id, online, status, status_at_ms, telemetry, telemetry_at_ms, last_seen_at_ms)
          SELECT id, ?, ?, ?, ?, ?, ?, ? FROM speaker WHERE id = ?
          ON CONFLICT (speaker) DO UPDATE SET
            boot_id = excluded.boot_id, online = excluded.online,
            status = excluded.status, status_at_ms = excluded.status_at_ms,
            telemetry = excluded.telemetry, telemetry_at_ms = excluded.telemetry_at_ms,
            last_seen_at_ms = excluded.last_seen_at_ms`);
        for (const one of statuses)
          upsert.run(
            ...[one.bootId, one.online ? 1 : 0, json(one.status), one.statusAtMs, json(one.telemetry)],
            ...[one.telemetryAtMs, one.lastSeenAtMs, one.speaker],
          );
      }),
    get(id) {
      const row = db.select().from(speakerStatus).where(eq(speakerStatus.speaker, id)).get();
      return row === undefined ? undefined : read(row);
    },
    all: () => db.select().from(speakerStatus).orderBy(asc(speakerStatus.speaker)).all().map(read),
  };
}
