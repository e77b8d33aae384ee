import type { RouteSpec } from "@dalaba/api";
import type { Refusal } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { Caller } from "./context";

/** One row a minute for the same actor, route and code: who tries in a loop fills no disk. */
const AGAIN_AFTER_MS = 60_000;
const REMEMBERED_MAX = 1_000;
const RIGHTS = new Set([
  "not-allowed",
  "outside-your-sites",
  "priority-too-high",
  "room-not-yours",
  "last-admin",
]);

/** Refused attempts to change something belong in the audit too: who tried what, and why it was refused. */
export class RefusedActs {
  private readonly lately = new Map<string, number>();
  private readonly store: Pick<Store, "audit">;
  private readonly clock: Clock;

  constructor(store: Pick<Store, "audit">, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  note(refused: Refusal, route: RouteSpec, caller: Caller): void {
    if (route.method === "get" || !RIGHTS.has(refused.code)) return;
    const nowMs = this.clock.nowMs();
    const key = `${caller.by} ${caller.actor.operator} ${route.name} ${refused.code}`;
    if (nowMs - (this.lately.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return;
    if (this.lately.size >= REMEMBERED_MAX) this.lately.clear();
    this.lately.set(key, nowMs);
    this.store.audit.append(
      caller.entry({
        act: route.name,
        object: "route",
        result: refused.code,
        detail: { why: refused.detail },
      }),
    );
  }
}
