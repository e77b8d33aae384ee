import {
  type Happening,
  type Link,
  type LinkContext,
  type LinkSounded,
  matchesLink,
  readLink,
} from "@dalaba/core/link";
import type { Store, StoredLink } from "@dalaba/store";
import type { Log } from "../log";
import { readQuietHours } from "../schedules";

export interface KeptLink {
  readonly link: Link;
  readonly stored: StoredLink;
}

export interface LinkLimits {
  readonly paused: boolean;
  readonly mostPerHour: number;
}

const LIMITS = "links.limits";
const DEFAULT_LIMITS: LinkLimits = { paused: false, mostPerHour: 12 };
/** As far back as the longest cool-down. */
const SOUNDED_MS = 86_400_000;

/** Links as they are kept, read once and again after a change. */
export class LinkBook {
  private readonly store: Store;
  private readonly log: Log;
  private kept: ReadonlyMap<string, KeptLink> | undefined;

  constructor(parts: { readonly store: Store; readonly log: Log }) {
    this.store = parts.store;
    this.log = parts.log;
  }

  changed(): void {
    this.kept = undefined;
  }

  all(): ReadonlyMap<string, KeptLink> {
    this.kept ??= new Map(
      this.store.links.all().flatMap((stored) => {
        const read = readLink(stored.document, stored.id, stored.actorId);
        if (read.ok) return [[stored.id, { link: read.value, stored }] as const];
        this.log.error(
          { id: stored.id, code: read.code },
          `a link of the store cannot be read and does nothing: ${read.detail}; write it anew: dalaba link set`,
        );
        return [];
      }),
    );
    return this.kept;
  }

  /** Those that a happening is a matter for, by id. */
  matching(happening: Happening, nowMs: number): readonly Link[] {
    return [...this.all().values()].flatMap(({ link }) =>
      matchesLink(link, happening, nowMs) ? [link] : [],
    );
  }

  limits(): LinkLimits {
    return { ...DEFAULT_LIMITS, ...this.store.settings.get<Partial<LinkLimits>>(LIMITS) };
  }

  keepLimits(limits: LinkLimits, nowMs: number): void {
    this.store.settings.set(LIMITS, limits, nowMs);
  }

  context(nowMs: number, sounded?: readonly LinkSounded[]): LinkContext {
    return {
      ...this.limits(),
      quietHours: readQuietHours(this.store),
      sounded: sounded ?? this.store.links.soundedSince(nowMs - SOUNDED_MS),
    };
  }
}
