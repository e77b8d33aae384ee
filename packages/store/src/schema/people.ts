import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { room } from "./town";

export const operator = sqliteTable(
  "operator",
  {
    id: text().primaryKey(),
    /** The name typed at sign-in. */
    name: text().notNull(),
    displayName: text().notNull(),
    /** argon2id in PHC form; null when the person can only enter by a sign-in link. */
    passwordHash: text(),
    room: text().references(() => room.id, { onDelete: "set null" }),
    disabled: integer({ mode: "boolean" }).notNull().default(false),
    createdAtMs: integer().notNull(),
    passwordChangedAtMs: integer(),
  },
  (table) => [uniqueIndex("operator_name").on(table.name)],
);

export const operatorGrant = sqliteTable(
  "operator_grant",
  {
    operator: text()
      .notNull()
      .references(() => operator.id, { onDelete: "cascade" }),
    /** A site's id or `*`, everywhere; hence no foreign key: `town.apply` refuses to remove a site with grants. */
    site: text().notNull(),
    role: text({ enum: ["viewer", "operator", "supervisor", "technician", "admin"] }).notNull(),
    maxPriority: integer().notNull(),
    permissions: text({ mode: "json" }).$type<string[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.operator, table.site, table.role] }),
    index("operator_grant_site").on(table.site),
  ],
);

export const token = sqliteTable(
  "token",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    hash: blob({ mode: "buffer" }).notNull(),
    operator: text()
      .notNull()
      .references(() => operator.id, { onDelete: "cascade" }),
    scope: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    createdAtMs: integer().notNull(),
    expiresAtMs: integer().notNull(),
    lastUsedAtMs: integer(),
    lastUsedAddress: text(),
    revokedAtMs: integer(),
    /** A person's own sign-in from a program, and no token that somebody made. */
    signIn: integer({ mode: "boolean" }).notNull().default(false),
  },
  (table) => [uniqueIndex("token_hash").on(table.hash), index("token_operator").on(table.operator)],
);

export const session = sqliteTable(
  "session",
  {
    /** Public: what lists show and `end` takes. The cookie's secret is only known by its hash. */
    id: text().primaryKey(),
    hash: blob({ mode: "buffer" }).notNull(),
    operator: text()
      .notNull()
      .references(() => operator.id, { onDelete: "cascade" }),
    room: text().references(() => room.id, { onDelete: "set null" }),
    createdAtMs: integer().notNull(),
    lastSeenAtMs: integer().notNull(),
    expiresAtMs: integer().notNull(),
    address: text().notNull(),
    agent: text().notNull(),
    endedAtMs: integer(),
    endedBecause: text(),
  },
  (table) => [uniqueIndex("session_hash").on(table.hash), index("session_operator").on(table.operator)],
);

export const signInLink = sqliteTable("sign_in_link", {
  hash: blob({ mode: "buffer" }).primaryKey(),
  operator: text()
    .notNull()
    .references(() => operator.id, { onDelete: "cascade" }),
  createdAtMs: integer().notNull(),
  expiresAtMs: integer().notNull(),
  usedAtMs: integer(),
});

/** Failed sign-ins by name and by address, so that a lockout survives a restart. */
export const signInAttempt = sqliteTable("sign_in_attempt", {
  /** `name:NAME` or `address:IP`. */
  key: text().primaryKey(),
  state: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  changedAtMs: integer().notNull(),
});

/** Append-only; triggers in the migration refuse UPDATE and DELETE. */
export const audit = sqliteTable(
  "audit",
  {
    seq: integer().primaryKey(),
    atMs: integer().notNull(),
    actor: text().notNull(),
    room: text(),
    address: text(),
    act: text().notNull(),
    object: text().notNull(),
    why: text(),
    result: text().notNull(),
    detail: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [index("audit_at").on(table.atMs)],
);
