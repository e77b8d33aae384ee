import type { Refusal as WireRefusal } from "@dalaba/protocol";

/**
 * The answer to data from outside: a value, or a coded refusal. Broken invariants throw instead.
 * `detail` is one English sentence for logs; `params` are what a translated message is built from.
 */
export interface Refusal<Code extends string = string> extends WireRefusal<Code> {
  readonly params?: Readonly<Record<string, unknown>>;
}

export type Outcome<T, Code extends string = string> =
  | { readonly ok: true; readonly value: T }
  | Refusal<Code>;

export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refuse<Code extends string>(
  code: Code,
  detail: string,
  params?: Readonly<Record<string, unknown>>,
): Refusal<Code> {
  return params === undefined ? { ok: false, code, detail } : { ok: false, code, detail, params };
}
