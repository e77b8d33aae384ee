import { asc, eq, lt, sql } from "drizzle-orm";
import { plainBytes } from "../bytes";
import type { Connection } from "../database";
import { counter, document, setting } from "../schema";

export interface StoredDocument {
  readonly topic: string;
  readonly version: number;
  readonly bytes: Uint8Array;
}

/** Retained signed documents, by topic. */
export interface DocumentRepository {
  all(): readonly StoredDocument[];
  get(topic: string): StoredDocument | undefined;
  /** Stores a higher version; a lower or equal one is left alone and answers false. */
  put(document: StoredDocument, nowMs: number): boolean;
  remove(topic: string): boolean;
}

/** Counters that never give a value twice, across crashes too. */
export interface CounterRepository {
  get(name: string): number;
  /** `max(previous + 1, atLeast)`, stored before it is answered (wire.md clause 4, documents and orders). */
  next(name: string, atLeast: number): number;
  /** Reserves `count` values from `max(previous + 1, atLeast)`; answers the first. */
  reserve(name: string, atLeast: number, count: number): number;
}

/** Settings by name, each a JSON value. */
export interface SettingRepository {
  get<T>(name: string): T | undefined;
  set(name: string, value: unknown, nowMs: number): void;
  remove(name: string): boolean;
  all(): ReadonlyMap<string, unknown>;
}

export function documentRepository({ db }: Connection): DocumentRepository {
  const read = (row: typeof document.$inferSelect): StoredDocument => ({
    topic: row.topic,
    version: row.version,
    bytes: plainBytes(row.bytes),
  });
  return {
    all: () => db.select().from(document).orderBy(asc(document.topic)).all().map(read),
    get(topic) {
      const row = db.select().from(document).where(eq(document.topic, topic)).get();
      return row === undefined ? undefined : read(row);
    },
    put({ topic, version, bytes }, nowMs) {
      const values = { version, bytes: Buffer.from(bytes), storedAtMs: nowMs };
      const result = db
        .insert(document)
        .values({ topic, ...values })
        .onConflictDoUpdate({ target: document.topic, set: values, setWhere: lt(document.version, version) })
        .run();
      return result.changes > 0;
    },
    remove: (topic) => db.delete(document).where(eq(document.topic, topic)).run().changes > 0,
  };
}

export function counterRepository({ db }: Connection): CounterRepository {
  const reserve = (name: string, atLeast: number, count: number): number => {
    if (!(Number.isSafeInteger(atLeast) && Number.isSafeInteger(count) && count >= 1))
      throw new Error(`cannot reserve ${count} values of ${name} from ${atLeast}`);
    const row = db
      .insert(counter)
      .values({ name, value: Math.max(1, atLeast) + count - 1 })
      .onConflictDoUpdate({
        target: counter.name,
        set: { value: sql`max(${counter.value} + 1, ${atLeast}) + ${count - 1}` },
      })
      .returning({ value: counter.value })
      .get();
    return row.value - count + 1;
  };
  return {
    get: (name) => db.select().from(counter).where(eq(counter.name, name)).get()?.value ?? 0,
    next: (name, atLeast) => reserve(name, atLeast, 1),
    reserve,
  };
}

export function settingRepository({ db }: Connection): SettingRepository {
  return {
    get<T>(name: string) {
      const row = db.select().from(setting).where(eq(setting.name, name)).get();
      return row === undefined ? undefined : (JSON.parse(row.value) as T);
    },
    set(name, value, nowMs) {
      const text = JSON.stringify(value);
      if (text === undefined) throw new Error(`the setting ${name} has no JSON value`);
      const values = { value: text, changedAtMs: nowMs };
      db.insert(setting)
        .values({ name, ...values })
        .onConflictDoUpdate({ target: setting.name, set: values })
        .run();
    },
    remove: (name) => db.delete(setting).where(eq(setting.name, name)).run().changes > 0,
    all: () =>
      new Map(
        db
          .select()
          .from(setting)
          .all()
          .map((row) => [row.name, JSON.parse(row.value) as unknown]),
      ),
  };
}
