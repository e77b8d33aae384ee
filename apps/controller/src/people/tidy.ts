import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { Log } from "../log";

const HOUR_MS = 3_600_000;
/** How long ended sessions, spent links and forgotten tries are kept for whoever looks into something. */
const KEPT_MS = 30 * 24 * HOUR_MS;

/** Deletes now and every hour what has long ended. The audit keeps its rows. */
export function keepPeopleTidy(store: Pick<Store, "sessions">, clock: Clock, log: Log): { stop(): void } {
  const tidy = (): void => {
    try {
      store.sessions.prune(clock.nowMs() - KEPT_MS);
    } catch (error) {
      log.error({ err: error }, "ended sessions could not be deleted; it is tried again in an hour");
    }
  };
  tidy();
  const timer = setInterval(tidy, HOUR_MS);
  return { stop: () => clearInterval(timer) };
}
