import {
  type Actor,
  EVERYWHERE,
  type Grant,
  type OperatorId,
  type Permission,
  type Refusal,
  type Room,
  refuse,
  type SiteScope,
} from "@dalaba/core";
import { and, asc, count, eq, gt, inArray, or } from "drizzle-orm";
import type { Connection } from "../database";
import { type Page, type PageRequest, pageLimit, toPage } from "../page";
import { operator, operatorGrant, room, site } from "../schema";

export interface Operator {
  readonly id: string;
  /** What is typed at sign-in; unique, compared exactly. */
  readonly name: string;
  readonly displayName: string;
  readonly room: string | null;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly createdAtMs: number;
  readonly passwordChangedAtMs: number | null;
  readonly grants: readonly Grant[];
}

export interface NewOperator {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  /** argon2id PHC string; null for someone who enters by a sign-in link. */
  readonly passwordHash: string | null;
  readonly room: string | null;
}

export interface OperatorRepository {
  count(): number;
  get(id: string): Operator | undefined;
  byName(name: string): Operator | undefined;
  list(request: PageRequest): Page<Operator>;
  /** `operator-exists` when id or name is taken. */
  add(
    operator: NewOperator,
    nowMs: number,
  ): { ok: true } | { ok: false; code: "operator-exists"; detail: string };
  change(id: string, fields: { displayName?: string; room?: string | null; disabled?: boolean }): boolean;
  remove(id: string): boolean;
  /** Only for the sign-in check; never leaves the controller. */
  passwordHash(id: string): string | null | undefined;
  setPassword(id: string, passwordHash: string | null, nowMs: number): boolean;
  /** Gives a role at a site (or `*`), or changes what it holds there. `site-unknown` where there is no such site. */
  grant(operator: string, grant: Grant): { readonly ok: true } | Refusal<"site-unknown">;
  revoke(operator: string, site: string, role: string): boolean;
  /** The actor of a session at that room; undefined when the operator is gone or disabled. */
  actor(operator: string, room: string | null): Actor | undefined;
}

export function operatorRepository({ db, tx }: Connection): OperatorRepository {
  const grantsOf = (ids: readonly string[]): Map<string, Grant[]> => {
    const grants = new Map<string, Grant[]>(ids.map((id) => [id, []]));
    if (ids.length === 0) return grants;
    const rows = db
      .select()
      .from(operatorGrant)
      .where(inArray(operatorGrant.operator, [...ids]))
      .orderBy(asc(operatorGrant.site), asc(operatorGrant.role))
      .all();
    for (const row of rows)
      grants.get(row.operator)?.push({
        role: row.role,
        site: row.site as SiteScope,
        maxPriority: row.maxPriority,
        permissions: row.permissions as Permission[],
      });
    return grants;
  };
  const complete = (rows: readonly (typeof operator.$inferSelect)[]): Operator[] => {
    const grants = grantsOf(rows.map(({ id }) => id));
    return rows.map(({ passwordHash, ...row }) => ({
      ...row,
      hasPassword: passwordHash !== null,
      grants: grants.get(row.id) ?? [],
    }));
  };
  const get = (id: string): Operator | undefined =>
    complete(db.select().from(operator).where(eq(operator.id, id)).all())[0];

  return {
    count: () => db.select({ n: count() }).from(operator).get()?.n ?? 0,
    get,
    byName: (name) => complete(db.select().from(operator).where(eq(operator.name, name)).all())[0],
    list(request) {
      const limit = pageLimit(request);
      const rows = db
        .select()
        .from(operator)
        .where(request.after == null ? undefined : gt(operator.id, request.after))
        .orderBy(asc(operator.id))
        .limit(limit + 1)
        .all();
      return toPage(complete(rows), limit, ({ id }) => id);
    },
    add: (wanted, nowMs) =>
      tx(() => {
        const { id, name, displayName, passwordHash, room: seat } = wanted;
        const taken = db
          .select({ id: operator.id })
          .from(operator)
          .where(or(eq(operator.id, id), eq(operator.name, name)))
          .get();
        if (taken !== undefined) return refuse("operator-exists", `there is an operator ${name}`, { name });
        db.insert(operator)
          .values({
            ...{ id, name, displayName, passwordHash, room: seat, createdAtMs: nowMs },
            passwordChangedAtMs: passwordHash === null ? null : nowMs,
          })
          .run();
        return { ok: true };
      }),
    change(id, { displayName, room: seat, disabled }) {
      const fields = {
        ...(displayName === undefined ? {} : { displayName }),
        ...(seat === undefined ? {} : { room: seat }),
        ...(disabled === undefined ? {} : { disabled }),
      };
      if (Object.keys(fields).length === 0) return get(id) !== undefined;
      return db.update(operator).set(fields).where(eq(operator.id, id)).run().changes > 0;
    },
    remove: (id) => db.delete(operator).where(eq(operator.id, id)).run().changes > 0,
    passwordHash: (id) =>
      db.select({ hash: operator.passwordHash }).from(operator).where(eq(operator.id, id)).get()?.hash,
    setPassword: (id, passwordHash, nowMs) =>
      db.update(operator).set({ passwordHash, passwordChangedAtMs: nowMs }).where(eq(operator.id, id)).run()
        .changes > 0,
    grant: (id, { role, site: where, maxPriority, permissions }) =>
      tx(() => {
        if (where !== EVERYWHERE && db.select().from(site).where(eq(site.id, where)).get() === undefined)
          return refuse("site-unknown", `there is no site ${where}`, { site: where });
        const values = { maxPriority, permissions: [...permissions] };
        db.insert(operatorGrant)
          .values({ operator: id, site: where, role, ...values })
          .onConflictDoUpdate({
            target: [operatorGrant.operator, operatorGrant.site, operatorGrant.role],
            set: values,
          })
          .run();
        return { ok: true };
      }),
    revoke: (id, where, role) =>
      db
        .delete(operatorGrant)
        .where(
          and(
            eq(operatorGrant.operator, id),
            eq(operatorGrant.site, where),
            eq(operatorGrant.role, role as Grant["role"]),
          ),
        )
        .run().changes > 0,
    actor(id, seat): Actor | undefined {
      const found = get(id);
      if (found === undefined || found.disabled) return undefined;
      const at = seat === null ? undefined : db.select().from(room).where(eq(room.id, seat)).get();
      return {
        operator: id as OperatorId,
        name: found.name,
        room: at === undefined ? null : (at as Room),
        grants: found.grants,
        token: null,
      };
    },
  };
}
