import type { PastHappening } from "@dalaba/core/link";
import type { Store } from "@dalaba/store";
import type { TownView } from "../fleet";
import { happeningOf } from "./happening-of";

const DAY_MS = 86_400_000;
const STEP = 500;
/** The newest so many are rehearsed: more would hold everybody else up. */
const MOST = 20_000;

interface Wanted {
  readonly store: Pick<Store, "cameraEvents">;
  readonly view: TownView;
  readonly sites: readonly string[];
  readonly nowMs: number;
  readonly days: number;
}

/** Events of the past days as links judge them, by id. One without an end is taken to have ended with its last report. */
export function pastHappenings({
  store,
  view,
  sites,
  nowMs,
  days,
}: Wanted): ReadonlyMap<string, PastHappening> {
  const found = new Map<string, PastHappening>();
  let after: string | null = null;
  do {
    const page: ReturnType<Store["cameraEvents"]["list"]> = store.cameraEvents.list({
      ...{ after, limit: STEP, sites, fromMs: nowMs - days * DAY_MS },
    });
    for (const event of page.items) {
      const { open: _, ...happening } = happeningOf(event, view);
      const endedUtcMs = event.endedAtMs ?? event.heardAtMs;
      found.set(event.id, { ...happening, beganUtcMs: event.beganAtMs, endedUtcMs });
    }
    after = page.next;
  } while (after !== null && found.size < MOST);
  return found;
}
