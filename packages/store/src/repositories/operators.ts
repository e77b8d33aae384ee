import type { Actor, Grant } from "@dalaba/core";
import type { Page, PageRequest } from "../page";

export interface Operator {
  readonly id: string;
  /** What is typed at sign-in; unique, compared exactly. */
  readonly name: string;
  readonly displayName: string;
  readonly room: string | null;
  readonly disabled: boolean;
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
  grant(operator: string, grant: Grant): void;
  revoke(operator: string, site: string, role: string): boolean;
  /** The actor of a session at that room; undefined when the operator is gone or disabled. */
  actor(operator: string, room: string | null): Actor | undefined;
}
