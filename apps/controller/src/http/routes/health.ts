import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { TroubleBoard } from "../../trouble";
import type { Handlers } from "../context";
import type { Metrics } from "../metrics";

export interface HealthParts {
  readonly troubles: TroubleBoard;
  readonly metrics: Metrics;
  /** The OpenAPI document, made once. */
  document(): Record<string, unknown>;
}

export function healthHandlers({ troubles, metrics, document }: HealthParts): Handlers<typeof routes.health> {
  return {
    alive: () => accept({ alive: true }),
    ready: () => {
      const ready = troubles.ready();
      // Whoever is not signed in learns the code and the way out, and no detail of the installation.
      const problems = troubles
        .all()
        .filter(({ grave }) => grave)
        .map(({ code, next }) => ({ code, detail: "", params: {}, next }));
      return { ok: true, value: { ready, problems }, status: ready ? 200 : 503 };
    },
    async metrics() {
      const headers = { "content-type": metrics.contentType, "cache-control": "no-store" };
      return new Response(await metrics.text(), { headers });
    },
    openapi: () => accept(document()),
  };
}
