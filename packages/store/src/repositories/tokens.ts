import type { Actor, TokenScope } from "@dalaba/core";
import { and, asc, eq, gt, isNull, ne } from "drizzle-orm";
import type { Connection } from "../database";
import { noteIfPossible } from "../faults";
import { type Page, type PageRequest, pageLimit, toPage } from "../page";
import { token } from "../schema";
import type { OperatorRepository } from "./operators";

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly operator: string;
  readonly scope: TokenScope;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly lastUsedAtMs: number | null;
  readonly lastUsedAddress: string | null;
  readonly revokedAtMs: number | null;
  /** A person's own sign-in from a program (`dalaba login`), not a token that somebody made. */
  readonly signIn: boolean;
}

export interface NewToken {
  readonly id: string;
  readonly name: string;
  readonly operator: string;
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
  readonly scope: TokenScope;
  readonly expiresAtMs: number;
  /** False unless named. */
  readonly signIn?: boolean;
}

/** Who comes with a living token. */
export interface UsedToken extends Actor {
  readonly token: NonNullable<Actor["token"]>;
  readonly signIn: boolean;
}

export interface TokenRepository {
  add(token: NewToken, nowMs: number): void;
  get(id: string): ApiToken | undefined;
  list(request: PageRequest & { readonly operator?: string }): Page<ApiToken>;
  /** The actor behind a living token, whose use is noted at most once a minute; undefined for any other. */
  use(hash: Uint8Array, address: string, nowMs: number): UsedToken | undefined;
  revoke(id: string, nowMs: number): boolean;
  /** After its owner was disabled or lost rights; answers how many ended. */
  revokeAllOf(operator: string, nowMs: number): number;
  /** Ends their sign-ins from programs but `kept`, and no token that they made; answers how many ended. */
  revokeSignInsOf(operator: string, nowMs: number, kept?: string): number;
}

/** Writing a row for each of a script's requests would cost a disk sync each. */
const USE_NOTED_EVERY_MS = 60_000;

export function tokenRepository(
  { db }: Connection,
  operators: Pick<OperatorRepository, "actor">,
): TokenRepository {
  const read = ({ hash: _, ...row }: typeof token.$inferSelect): ApiToken => ({
    ...row,
    scope: row.scope as unknown as TokenScope,
  });
  return {
    add({ id, name, operator, hash, scope, expiresAtMs, signIn = false }, nowMs) {
      db.insert(token)
        .values({
          ...{ id, name, operator, expiresAtMs, signIn, createdAtMs: nowMs },
          hash: Buffer.from(hash),
          scope: { ...scope },
        })
        .run();
    },
    get(id) {
      const row = db.select().from(token).where(eq(token.id, id)).get();
      return row === undefined ? undefined : read(row);
    },
    list(request) {
      const limit = pageLimit(request);
      const rows = db
        .select()
        .from(token)
        .where(
          and(
            request.after == null ? undefined : gt(token.id, request.after),
            request.operator === undefined ? undefined : eq(token.operator, request.operator),
          ),
        )
        .orderBy(asc(token.id))
        .limit(limit + 1)
        .all();
      return toPage(rows.map(read), limit, ({ id }) => id);
    },
    use(hash, address, nowMs) {
      const row = db
        .select()
        .from(token)
        .where(
          and(eq(token.hash, Buffer.from(hash)), isNull(token.revokedAtMs), gt(token.expiresAtMs, nowMs)),
        )
        .get();
      if (row === undefined) return undefined;
      const owner = operators.actor(row.operator, null);
      if (owner === undefined) return undefined;
      if (nowMs - (row.lastUsedAtMs ?? 0) >= USE_NOTED_EVERY_MS)
        noteIfPossible(() => {
          db.update(token)
            .set({ lastUsedAtMs: nowMs, lastUsedAddress: address })
            .where(eq(token.id, row.id))
            .run();
        });
      const { id, scope, expiresAtMs, signIn } = read(row);
      return { ...owner, token: { id, scope, expiresAtMs }, signIn };
    },
    revoke: (id, nowMs) =>
      db
        .update(token)
        .set({ revokedAtMs: nowMs })
        .where(and(eq(token.id, id), isNull(token.revokedAtMs)))
        .run().changes > 0,
    revokeAllOf: (operator, nowMs) =>
      db
        .update(token)
        .set({ revokedAtMs: nowMs })
        .where(and(eq(token.operator, operator), isNull(token.revokedAtMs)))
        .run().changes,
    revokeSignInsOf: (operator, nowMs, kept) =>
      db
        .update(token)
        .set({ revokedAtMs: nowMs })
        .where(
          and(
            eq(token.operator, operator),
            eq(token.signIn, true),
            isNull(token.revokedAtMs),
            gt(token.expiresAtMs, nowMs),
            kept === undefined ? undefined : ne(token.id, kept),
          ),
        )
        .run().changes,
  };
}
