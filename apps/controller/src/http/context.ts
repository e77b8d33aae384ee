import type { ReplyOf, RequestOf, RouteSpec } from "@dalaba/api";
import type { Act, ActObject, Actor, AuditEntry, Permitted, Refusal, SiteId } from "@dalaba/core";

/** Whoever asks, signed in or not. */
export interface Visitor {
  /** Network address of the peer. */
  readonly address: string;
  /** Names the request in the log; travels in `x-request-id`. */
  readonly requestId: string;
  /** What the browser says about itself; cut to 200 characters. */
  readonly agent: string;
}

/** Whoever is signed in, and what they may. */
export interface Caller extends Visitor {
  readonly actor: Actor;
  readonly by: "session" | "token" | "boot-token";
  /** The session's public id; null for tokens. */
  readonly session: string | null;
  /** The id of the sign-in token of a person who signed in from a program; null for sessions and made tokens. */
  readonly signIn: string | null;
  /** UTC ms when the session or token ends; null for the boot token. */
  readonly expiresAtMs: number | null;
  /** The same caller asked anew: null once the session or token has ended. For what outlives a request. */
  again(): Caller | null;
  /** Core's one question, asked for this actor against the town as it stands now. */
  permit(act: Act, object: ActObject): Permitted;
  /** The sites where the actor may do this: what lists are filtered by. */
  sites(act: Act): readonly SiteId[];
  /** The audit's line about an act of this caller; `result` is `ok` unless named. */
  entry(act: AuditedAct): AuditEntry;
}

export interface AuditedAct {
  /** Kebab-case: `talk`, `speaker-rotate`, `town-apply` ... */
  readonly act: string;
  /** `kind:ID`. */
  readonly object: string;
  readonly why?: string | null;
  readonly result?: string;
  /** Never voices or secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** The checked request: what the route's schemas made of it. */
export interface HandlerRequest<R extends RouteSpec> extends RequestOf<R> {
  /** Of the body, without parameters and in lower case; "" without a body. */
  readonly media: string;
  /** The body of a route that declares `bytes`. */
  bytes(): Promise<Uint8Array>;
  header(name: string): string | undefined;
  /** Aborted when the peer went away. */
  readonly signal: AbortSignal;
}

/** A value for the route's `reply`, a coded refusal (the registry knows its status), or a response of one's own. */
export type Reply<R extends RouteSpec> =
  | { readonly ok: true; readonly value: ReplyOf<R>; readonly status?: number; readonly headers?: Headers }
  | Refusal
  | Response;

export type Handler<R extends RouteSpec> = (
  request: HandlerRequest<R>,
  caller: R["right"] extends "public" ? Visitor : Caller,
) => Reply<R> | Promise<Reply<R>>;

/** One handler for every route of a group: a route without one does not compile. */
export type Handlers<G extends Readonly<Record<string, RouteSpec>>> = {
  readonly [K in keyof G]: Handler<G[K]>;
};
