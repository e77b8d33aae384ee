import { quietTimesOf } from "@dalaba/core/schedule";
import type { QuietTimes } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import { readQuietHours } from "../schedules/quiet-hours-setting";
import type { TownView } from "./town-view";

/** What each speaker is told of quiet hours: the installation's, by the clock of the speaker's site. */
export class QuietTable {
  private readonly store: Pick<Store, "settings">;
  private readonly clock: Clock;

  constructor(store: Pick<Store, "settings">, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  /** As they stand now; reckoned once for each zone. */
  now(view: Pick<TownView, "tree" | "siteOf">): (speaker: string) => QuietTimes {
    const hours = readQuietHours(this.store);
    const nowMs = this.clock.nowMs();
    const byZone = new Map<string, QuietTimes>();
    return (speaker) => {
      const site = view.siteOf(speaker);
      const zone = (site === undefined ? null : view.tree.timeZone(site)) ?? "UTC";
      let times = byZone.get(zone);
      if (times === undefined) {
        times = quietTimesOf(hours, zone, nowMs);
        byZone.set(zone, times);
      }
      return times;
    };
  }
}
