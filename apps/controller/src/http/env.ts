import type { Refusal } from "@dalaba/core";
import type { HttpBindings } from "@hono/node-server";
import type { Caller, Visitor } from "./context";

/** What middlewares hand on to the route. */
export interface AppEnv {
  Bindings: Partial<HttpBindings>;
  /** `strange`: what was wrong with credentials that were sent; only who needs someone signed in minds. */
  Variables: { visitor: Visitor; caller: Caller | null; strange: Refusal | null };
}
