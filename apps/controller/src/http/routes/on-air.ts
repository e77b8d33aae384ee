import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { AirLink } from "../../air-link";
import { latencyReply } from "../../broadcasts";
import type { TownView } from "../../fleet";
import type { Handlers } from "../context";

interface OnAirParts {
  readonly air: Pick<AirLink, "ask">;
  view(): TownView;
}

const HOLDING = ["accepted", "sounding", "done"];
/** Its source has ended: it is on air as long as its tail is still to be heard somewhere. */
const TAIL = ["accepted", "sounding"];

/** What sounds now. A broadcast is shown to whoever sees one of its speakers; of its speakers only those. */
export function onAirHandlers(parts: OnAirParts): Handlers<typeof routes.onAir> {
  return {
    async showLatency() {
      const told = await parts.air.ask("latency", {});
      return told.ok ? accept(latencyReply(told.value)) : told;
    },
    async listOnAir(_, caller) {
      const live = await parts.air.ask("onair", {});
      if (!live.ok) return live;
      const view = parts.view();
      const seen = new Set<string>(caller.sites("see"));
      const items = live.value.broadcasts.flatMap((each) => {
        const own = each.speakers.filter(({ id }) => seen.has(view.siteOf(id) ?? ""));
        if (own.length === 0) return [];
        if (each.phase === "ending" && !each.speakers.some(({ state }) => TAIL.includes(state))) return [];
        const { broadcast, kind, priority, actor, room, to, startedAtUtcMs } = each;
        return [
          {
            ...{ broadcast, kind, priority, actor: { ...actor }, room, to },
            startedAtMs: startedAtUtcMs,
            targets: each.speakers.length,
            accepted: each.speakers.filter(({ state }) => HOLDING.includes(state)).length,
            sounding: own.filter(({ state }) => state === "sounding").map(({ id }) => id),
          },
        ];
      });
      return accept({ items, next: null });
    },
  };
}
