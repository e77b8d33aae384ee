import type { RouteSpec } from "@dalaba/api";
import { refuse } from "@dalaba/core";
import type { Handler, Handlers } from "../context";

/** Stands in for a group whose handlers are still being written. */
export function pending<G extends Readonly<Record<string, RouteSpec>>>(group: G): Handlers<G> {
  const answer = () => refuse("air-starting", "not built yet");
  return Object.fromEntries(
    Object.keys(group).map((name) => [name, answer as Handler<RouteSpec>]),
  ) as unknown as Handlers<G>;
}
