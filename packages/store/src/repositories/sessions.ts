import type { Actor } from "@dalaba/core";
import { and, asc, eq, gt, isNull, lt, ne, or } from "drizzle-orm";
import type { Connection } from "../database";
import { noteIfPossible } from "../faults";
import { type Page, type PageRequest, pageLimit, toPage } from "../page";
import { session, signInAttempt, signInLink } from "../schema";
import type { OperatorRepository } from "./operators";

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
  /** `livingAtMs`: only those neither ended nor expired then. */
  list(request: PageRequest & { readonly operator?: string; readonly livingAtMs?: number }): Page<Session>;
  /** A longer life for a session in use. */
  extend(id: string, expiresAtMs: number): boolean;
  /** Sits the session's operator in another room, or in none. */
  seat(id: string, room: string | null): boolean;
  end(id: string, because: string, nowMs: number): boolean;
  /** After a password change or disabling; answers how many ended. */
  endAllOf(operator: string, because: string, nowMs: number, except?: string): number;
  addLink(link: { hash: Uint8Array; operator: string; expiresAtMs: number }, nowMs: number): void;
  /** Spends a one-time link; answers its operator once, never again. */
  useLink(hash: Uint8Array, nowMs: number): string | undefined;
  attempt(key: string): Readonly<Record<string, unknown>> | undefined;
  /** Null forgets. */
  saveAttempt(key: string, state: Readonly<Record<string, unknown>> | null, nowMs: number): void;
  /** Deletes sessions, links and attempts that ended or expired before then; answers how many. */
  prune(beforeMs: number): number;
}

/** Writing a row for every request would cost a disk sync each. */
const SEEN_NOTED_EVERY_MS = 60_000;

export function sessionRepository(
  { db, tx }: Connection,
  operators: Pick<OperatorRepository, "actor">,
): SessionRepository {
  const read = ({ hash: _, ...row }: typeof session.$inferSelect): Session => row;
  const living = (nowMs: number) => and(isNull(session.endedAtMs), gt(session.expiresAtMs, nowMs));
  const end = (where: ReturnType<typeof and>, because: string, nowMs: number): number =>
    db
      .update(session)
      .set({ endedAtMs: nowMs, endedBecause: because })
      .where(and(where, isNull(session.endedAtMs)))
      .run().changes;
  return {
    start({ hash, ...wanted }, nowMs) {
      const { id, operator, room, expiresAtMs, address, agent } = wanted;
      db.insert(session)
        .values({
          ...{ id, operator, room, expiresAtMs, address, agent, createdAtMs: nowMs, lastSeenAtMs: nowMs },
          hash: Buffer.from(hash),
        })
        .run();
    },
    use(hash, nowMs) {
      const row = db
        .select()
        .from(session)
        .where(and(eq(session.hash, Buffer.from(hash)), living(nowMs)))
        .get();
      if (row === undefined) return undefined;
      const actor = operators.actor(row.operator, row.room);
      if (actor === undefined) return undefined;
      const seen = nowMs - row.lastSeenAtMs >= SEEN_NOTED_EVERY_MS ? nowMs : row.lastSeenAtMs;
      if (seen !== row.lastSeenAtMs)
        noteIfPossible(() => {
          db.update(session).set({ lastSeenAtMs: seen }).where(eq(session.id, row.id)).run();
        });
      return { session: { ...read(row), lastSeenAtMs: seen }, actor };
    },
    get(id) {
      const row = db.select().from(session).where(eq(session.id, id)).get();
      return row === undefined ? undefined : read(row);
    },
    list(request) {
      const limit = pageLimit(request);
      const rows = db
        .select()
        .from(session)
        .where(
          and(
            request.after == null ? undefined : gt(session.id, request.after),
            request.operator === undefined ? undefined : eq(session.operator, request.operator),
            request.livingAtMs === undefined ? undefined : living(request.livingAtMs),
          ),
        )
        .orderBy(asc(session.id))
        .limit(limit + 1)
        .all();
      return toPage(rows.map(read), limit, ({ id }) => id);
    },
    extend: (id, expiresAtMs) =>
      db.update(session).set({ expiresAtMs }).where(eq(session.id, id)).run().changes > 0,
    seat: (id, room) => db.update(session).set({ room }).where(eq(session.id, id)).run().changes > 0,
    end: (id, because, nowMs) => end(eq(session.id, id), because, nowMs) > 0,
    endAllOf: (operator, because, nowMs, except) =>
      end(
        and(eq(session.operator, operator), except === undefined ? undefined : ne(session.id, except)),
        because,
        nowMs,
      ),
    addLink({ hash, operator, expiresAtMs }, nowMs) {
      db.insert(signInLink)
        .values({ hash: Buffer.from(hash), operator, expiresAtMs, createdAtMs: nowMs })
        .run();
    },
    useLink: (hash, nowMs) =>
      db
        .update(signInLink)
        .set({ usedAtMs: nowMs })
        .where(
          and(
            eq(signInLink.hash, Buffer.from(hash)),
            isNull(signInLink.usedAtMs),
            gt(signInLink.expiresAtMs, nowMs),
          ),
        )
        .returning({ operator: signInLink.operator })
        .get()?.operator,
    attempt: (key) => db.select().from(signInAttempt).where(eq(signInAttempt.key, key)).get()?.state,
    saveAttempt(key, state, nowMs) {
      if (state === null) {
        db.delete(signInAttempt).where(eq(signInAttempt.key, key)).run();
        return;
      }
      const values = { state: { ...state }, changedAtMs: nowMs };
      db.insert(signInAttempt)
        .values({ key, ...values })
        .onConflictDoUpdate({ target: signInAttempt.key, set: values })
        .run();
    },
    prune: (beforeMs) =>
      tx(() => {
        const sessions = db
          .delete(session)
          .where(or(lt(session.endedAtMs, beforeMs), lt(session.expiresAtMs, beforeMs)))
          .run().changes;
        const links = db.delete(signInLink).where(lt(signInLink.expiresAtMs, beforeMs)).run().changes;
        const attempts = db
          .delete(signInAttempt)
          .where(lt(signInAttempt.changedAtMs, beforeMs))
          .run().changes;
        return sessions + links + attempts;
      }),
  };
}
