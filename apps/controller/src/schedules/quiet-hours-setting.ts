import type { QuietHours } from "@dalaba/core/schedule";
import type { Store } from "@dalaba/store";

const SETTING = "schedules.quiet-hours";

/** Of the whole installation, each site by its own clock. Kept as `HH:MM`. */
export function readQuietHours(store: Pick<Store, "settings">): readonly QuietHours[] {
  const kept = store.settings.get<readonly { from: string; to: string }[]>(SETTING) ?? [];
  return kept.map(({ from, to }) => ({ from: `${from}:00`, to: `${to}:00` }));
}

export function keepQuietHours(
  store: Pick<Store, "settings">,
  hours: readonly { from: string; to: string }[],
  nowMs: number,
): void {
  store.settings.set(SETTING, hours, nowMs);
}
