import type { Actor } from "@dalaba/core";
import { noteIfPossible, type Session, type Store } from "@dalaba/store";
import type { Clock } from "../clock";
import { hashOf, newId, newSecret } from "./secrets";

const HOUR_MS = 3_600_000;
/** A shift may pause, but not overnight. */
export const SESSION_IDLE_MS = 12 * HOUR_MS;
export const SESSION_LIFE_MS = 7 * 24 * HOUR_MS;
/** Writing a row for every request would cost a disk sync each. */
const EXTENDED_EVERY_MS = 60_000;
/** Who came by a link may set a password without the old one for so long. */
const LINK_GRACE_MS = 15 * 60_000;

export interface NewSessionOf {
  readonly operator: string;
  readonly room: string | null;
  readonly address: string;
  readonly agent: string;
  /** Came by a one-time link. */
  readonly byLink: boolean;
}

/** Living sessions: begun, used, and ended at once. The rows are in the store and survive a restart. */
export class SessionBook {
  private readonly linked = new Map<string, number>();

  private readonly store: Pick<Store, "sessions">;
  private readonly clock: Clock;

  constructor(store: Pick<Store, "sessions">, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Inside the caller's transaction; the secret goes into the cookie and nowhere else. */
  begin(session: NewSessionOf): {
    readonly id: string;
    readonly secret: string;
    readonly expiresAtMs: number;
  } {
    const nowMs = this.clock.nowMs();
    const { byLink, ...row } = session;
    const begun = { id: newId("s"), secret: newSecret(), expiresAtMs: nowMs + SESSION_IDLE_MS };
    this.store.sessions.start(
      { ...row, id: begun.id, hash: hashOf(begun.secret), expiresAtMs: begun.expiresAtMs },
      nowMs,
    );
    for (const [id, untilMs] of this.linked) if (untilMs <= nowMs) this.linked.delete(id);
    if (byLink) this.linked.set(begun.id, nowMs + LINK_GRACE_MS);
    return begun;
  }

  /** The living session behind a cookie. What its person does (`active`) moves its end on, at most once a minute. */
  use(secret: string, active: boolean): { readonly session: Session; readonly actor: Actor } | undefined {
    const nowMs = this.clock.nowMs();
    const known = this.store.sessions.use(hashOf(secret), nowMs);
    if (known === undefined) return undefined;
    const { session, actor } = known;
    const expiresAtMs = Math.min(session.createdAtMs + SESSION_LIFE_MS, nowMs + SESSION_IDLE_MS);
    if (!active || expiresAtMs - session.expiresAtMs < EXTENDED_EVERY_MS) return known;
    noteIfPossible(() => this.store.sessions.extend(session.id, expiresAtMs));
    return { session: { ...session, expiresAtMs }, actor };
  }

  cameByLink(session: string): boolean {
    return (this.linked.get(session) ?? 0) > this.clock.nowMs();
  }
}
