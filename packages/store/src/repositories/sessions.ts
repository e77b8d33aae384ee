import type { Actor } from "@dalaba/core";
import type { Page, PageRequest } from "../page";

export interface Session {
  readonly id: string;
  readonly operator: string;
  readonly room: string | null;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  readonly expiresAtMs: number;
  readonly address: string;
  readonly agent: string;
  readonly endedAtMs: number | null;
  readonly endedBecause: string | null;
}

export interface NewSession {
  readonly id: string;
  /** SHA-256 of the cookie's secret. */
  readonly hash: Uint8Array;
  readonly operator: string;
  readonly room: string | null;
  readonly expiresAtMs: number;
  readonly address: string;
  readonly agent: string;
}

export interface SessionRepository {
  start(session: NewSession, nowMs: number): void;
  /** The living session behind a cookie and its actor; notes `lastSeen` at most once a minute. */
  use(hash: Uint8Array, nowMs: number): { readonly session: Session; readonly actor: Actor } | undefined;
  get(id: string): Session | undefined;
  list(request: PageRequest & { readonly operator?: string; readonly living?: number }): Page<Session>;
  end(id: string, because: string, nowMs: number): boolean;
  /** After a password change or disabling; answers how many ended. */
  endAllOf(operator: string, because: string, nowMs: number, except?: string): number;
  addLink(link: { hash: Uint8Array; operator: string; expiresAtMs: number }, nowMs: number): void;
  /** Spends a one-time link; answers its operator once, never again. */
  useLink(hash: Uint8Array, nowMs: number): string | undefined;
  attempt(key: string): Readonly<Record<string, unknown>> | undefined;
  saveAttempt(key: string, state: Readonly<Record<string, unknown>> | null, nowMs: number): void;
}
