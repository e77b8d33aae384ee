import { randomBytes } from "node:crypto";
import type { EventSource, Store } from "@dalaba/store";

export interface SourceHealth {
  /** `waiting`: nothing came yet. */
  readonly state: "off" | "waiting" | "ok" | "trouble";
  readonly trouble: string | null;
  readonly lastEventAtMs: number | null;
  readonly received: number;
  readonly refused: number;
  readonly unknownChannels: readonly string[];
}

interface Count {
  trouble: string | null;
  lastEventAtMs: number | null;
  received: number;
  refused: number;
  readonly unknownChannels: Set<string>;
}

const MOST_UNKNOWN = 32;
/** As the Standard Webhooks specification writes keys. */
const KEY_PREFIX = "whsec_";
const KEY_BYTES = 32;

/** Sources and how each is; read once, and again after a change. */
export class SourceBook {
  private readonly store: Pick<Store, "eventSources">;
  private kept: ReadonlyMap<string, EventSource> | undefined;
  private readonly secrets = new Map<string, Uint8Array | undefined>();
  private readonly counts = new Map<string, Count>();

  constructor(store: Pick<Store, "eventSources">) {
    this.store = store;
  }

  changed(): void {
    this.kept = undefined;
    this.secrets.clear();
  }

  all(): ReadonlyMap<string, EventSource> {
    this.kept ??= new Map(this.store.eventSources.all().map((source) => [source.id, source]));
    return this.kept;
  }

  get(id: string): EventSource | undefined {
    return this.all().get(id);
  }

  secret(id: string): Uint8Array | undefined {
    if (!this.secrets.has(id)) this.secrets.set(id, this.store.eventSources.secret(id));
    return this.secrets.get(id);
  }

  taken(id: string, nowMs: number): void {
    const count = this.count(id);
    count.received++;
    count.lastEventAtMs = nowMs;
    count.trouble = null;
  }

  refused(id: string, channel?: unknown): void {
    const { unknownChannels } = this.count(id);
    this.count(id).refused++;
    if (typeof channel === "string" && unknownChannels.size < MOST_UNKNOWN) unknownChannels.add(channel);
  }

  /** A code; null: it is well again. */
  trouble(id: string, code: string | null): void {
    this.count(id).trouble = code;
  }

  forget(id: string): void {
    this.counts.delete(id);
  }

  health({ id, enabled, channels }: EventSource): SourceHealth {
    const { trouble, lastEventAtMs, received, refused, unknownChannels } = this.count(id);
    const state = !enabled ? "off" : trouble !== null ? "trouble" : received > 0 ? "ok" : "waiting";
    const unknown = [...unknownChannels].filter((channel) => channels[channel] === undefined);
    return { state, trouble, lastEventAtMs, received, refused, unknownChannels: unknown };
  }

  private count(id: string): Count {
    let count = this.counts.get(id);
    if (count === undefined) {
      count = { trouble: null, lastEventAtMs: null, received: 0, refused: 0, unknownChannels: new Set() };
      this.counts.set(id, count);
    }
    return count;
  }
}

/** A new key of a webhook, and as it is shown. */
export function newKey(): { readonly key: Uint8Array; readonly shown: string } {
  const key = randomBytes(KEY_BYTES);
  return { key, shown: `${KEY_PREFIX}${key.toString("base64")}` };
}
