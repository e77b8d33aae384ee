import type { Actor, TokenScope } from "@dalaba/core";
import type { Page, PageRequest } from "../page";

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
}

export interface NewToken {
  readonly id: string;
  readonly name: string;
  readonly operator: string;
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
  readonly scope: TokenScope;
  readonly expiresAtMs: number;
}

export interface TokenRepository {
  add(token: NewToken, nowMs: number): void;
  get(id: string): ApiToken | undefined;
  list(request: PageRequest & { readonly operator?: string }): Page<ApiToken>;
  /** The actor behind a living token, and notes its use (at most once a minute); undefined if unknown, expired or revoked. */
  use(hash: Uint8Array, address: string, nowMs: number): Actor | undefined;
  revoke(id: string, nowMs: number): boolean;
}
