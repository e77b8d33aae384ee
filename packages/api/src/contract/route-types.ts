import type { z } from "@hono/zod-openapi";
import type { RouteSpec } from "./route";

/** Types read off a route's declaration: what the server's handler gets and gives, what the client gives and gets. */

type Out<S> = S extends z.ZodType ? z.output<S> : undefined;
type In<S> = S extends z.ZodType ? z.input<S> : undefined;
type Part<R, K extends keyof RouteSpec> = K extends keyof R ? R[K] : undefined;

export interface RequestOf<R extends RouteSpec> {
  readonly params: Out<Part<R, "params">>;
  readonly query: Out<Part<R, "query">>;
  readonly body: Out<Part<R, "body">>;
}

/** The JSON of a success as the handler gives it (before the schema's defaults) and as the client gets it. */
export type ReplyOf<R extends RouteSpec> =
  Part<R, "reply"> extends z.ZodType ? Out<Part<R, "reply">> : undefined;

/** A union stays one member: each of its kinds is a right body, not all of them at once. */
type Field<K extends string, T> = [T] extends [undefined]
  ? { readonly [key in K]?: undefined }
  : object extends T
    ? { readonly [key in K]?: T }
    : { readonly [key in K]: T };

export type InputOf<R extends RouteSpec> = Field<"params", In<Part<R, "params">>> &
  Field<"query", In<Part<R, "query">>> &
  Field<"body", In<Part<R, "body">>> & {
    readonly bytes?: { readonly media: string; readonly data: string | Uint8Array<ArrayBuffer> };
  };
