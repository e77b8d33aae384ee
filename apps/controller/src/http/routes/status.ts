import type { routes, StatusReply } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { AirLink } from "../../air-link/types";
import type { TroubleBoard } from "../../trouble";
import { VERSION } from "../../version";
import type { Caller, Handlers } from "../context";

export interface StatusParts {
  readonly store: Pick<Store, "speakers" | "broadcasts" | "client" | "schemaVersion">;
  readonly air: Pick<AirLink, "peer">;
  readonly troubles: TroubleBoard;
  readonly startedAtMs: number;
  /** Whether a speaker is online now: live connection and young heartbeat. */
  online(speaker: string): boolean;
  urls(): StatusReply["urls"];
}

export function statusHandlers(parts: StatusParts): Handlers<typeof routes.status> {
  return {
    showStatus(_, caller) {
      const { store, air, troubles, startedAtMs } = parts;
      const { peer } = air;
      return accept({
        version: VERSION,
        startedAtMs,
        ready: troubles.ready(),
        problems: troubles.all().map(({ code, detail, params, next }) => ({
          code,
          detail,
          params: { ...params },
          next,
        })),
        speakers: countSpeakers(parts, caller),
        broadcasts: { onAir: countOnAir(parts, caller) },
        air: {
          connected: peer !== null,
          listening: peer?.ports != null,
          pid: peer?.pid ?? null,
          clockId: peer?.clockId ?? null,
        },
        store: { client: store.client, schemaVersion: store.schemaVersion },
        urls: parts.urls(),
      });
    },
  };
}

export function countSpeakers({ store, online }: StatusParts, caller: Caller): StatusReply["speakers"] {
  const sites = caller.sites("see");
  const count = { total: 0, online: 0, disabled: 0 };
  for (let after: string | null = null; ; ) {
    const page = store.speakers.list({ after, limit: 500, sites });
    for (const speaker of page.items) {
      count.total++;
      if (speaker.disabled) count.disabled++;
      else if (online(speaker.id)) count.online++;
    }
    if (page.next === null) return count;
    after = page.next;
  }
}

function countOnAir({ store }: StatusParts, caller: Caller): number {
  const sites = new Set<string>(caller.sites("see"));
  return store.broadcasts.open().filter((broadcast) => broadcast.sites.some((site) => sites.has(site)))
    .length;
}
