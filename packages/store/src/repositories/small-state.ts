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
