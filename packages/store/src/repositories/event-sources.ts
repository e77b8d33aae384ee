import { asc, eq } from "drizzle-orm";
import { plainBytes } from "../bytes";
import type { Connection } from "../database";
import { eventSource } from "../schema";
import type { Sealer } from "../store";

export type EventSourceKind = "webhook" | "frigate" | "onvif-mqtt" | "isapi";

export interface EventSource {
  /** Lower-case letters, digits, hyphens. */
  readonly id: string;
  readonly kind: EventSourceKind;
  readonly name: string;
  readonly enabled: boolean;
  /** Of a source that we go to, without user and password. */
  readonly url: string | null;
  readonly prefix: string | null;
  /** How the source names cameras: channel to camera. */
  readonly channels: Readonly<Record<string, string>>;
  readonly changedAtMs: number;
}

export interface EventSourceRepository {
  /** By id. */
  all(): readonly EventSource[];
  get(id: string): EventSource | undefined;
  /** New, or in the place of the one there is; `secret` left out: the one it had. */
  put(source: EventSource, secret?: Uint8Array): void;
  /** The webhook's key, or the user and password of a source that we go to; undefined: there is none. */
  secret(id: string): Uint8Array | undefined;
  remove(id: string): boolean;
}

const contextOf = (id: string): string => `event-source:${id}`;

export function eventSourceRepository({ db }: Connection, sealer: Sealer): EventSourceRepository {
  const read = ({ secretSealed: _, ...row }: typeof eventSource.$inferSelect): EventSource => row;
  const rowOf = (id: string) => db.select().from(eventSource).where(eq(eventSource.id, id)).get();
  return {
    all: () => db.select().from(eventSource).orderBy(asc(eventSource.id)).all().map(read),
    get(id) {
      const row = rowOf(id);
      return row === undefined ? undefined : read(row);
    },
    put({ id, channels, ...rest }, secret) {
      const values = {
        ...rest,
        channels: { ...channels },
        ...(secret === undefined ? {} : { secretSealed: Buffer.from(sealer.seal(secret, contextOf(id))) }),
      };
      db.insert(eventSource)
        .values({ id, ...values })
        .onConflictDoUpdate({ target: eventSource.id, set: values })
        .run();
    },
    secret(id) {
      const sealed = rowOf(id)?.secretSealed;
      return sealed == null ? undefined : sealer.unseal(plainBytes(sealed), contextOf(id));
    },
    remove: (id) => db.delete(eventSource).where(eq(eventSource.id, id)).run().changes > 0,
  };
}
