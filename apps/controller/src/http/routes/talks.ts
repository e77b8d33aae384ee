import { type routes, TALK_PATH } from "@dalaba/api";
import { accept, refuse } from "@dalaba/core";
import type { AirLink } from "../../air-link";
import type { BroadcastDesk, FallbackDesk } from "../../broadcasts";
import type { IncidentDesk } from "../../incidents";
import type { Handlers } from "../context";

export interface TalkParts {
  readonly desk: BroadcastDesk;
  readonly air: Pick<AirLink, "peer">;
  readonly fallbacks: Pick<FallbackDesk, "watch">;
  readonly incidents: Pick<IncidentDesk, "own" | "spoken">;
  online(speaker: string): boolean;
  /** The uplink is `wss`, and a page over plain HTTP is none of ours. */
  readonly secure: boolean;
  /** The host under which this caller reaches the machine. */
  host(hostHeader: string | undefined): string;
  /** Where the console is served, as a browser names it. */
  httpUrl(): string;
}

export function talkHandlers(parts: TalkParts): Handlers<typeof routes.talks> {
  return {
    preflightTalk: ({ body }, caller) => parts.desk.preflight(body, caller),
    async openTalk({ body, header }, caller) {
      const port = parts.air.peer?.ports?.talk;
      if (port === undefined) return refuse("air-starting", "the talk uplink is not open yet");
      const about = body.incident === undefined ? undefined : parts.incidents.own(body.incident, caller);
      if (about?.ok === false) return about;
      const hostHeader = header("host");
      const opened = await parts.desk.open(body, caller, originsOf(parts, hostHeader));
      if (!opened.ok) return opened;
      const { broadcast, ticket, expiresAtMs, targets, priority } = opened.value;
      if (about !== undefined) parts.incidents.spoken(about.value.id, broadcast, caller);
      if (body.fallback) parts.fallbacks.watch(broadcast, caller);
      return accept({
        broadcast,
        ticket,
        url: `${parts.secure ? "wss" : "ws"}://${parts.host(hostHeader)}:${port}${TALK_PATH}?ticket=${ticket}`,
        expiresAtMs,
        targets: targets.speakers.length,
        offline: targets.speakers.filter((id) => !parts.online(id)).length,
        priority,
        class: opened.value.class,
      });
    },
  };
}

/** The console's own pages, under the address we know and the one this caller used, behind a TLS proxy or not. */
function originsOf({ httpUrl, secure }: TalkParts, hostHeader: string | undefined): readonly string[] {
  const schemes = secure ? ["https"] : ["http", "https"];
  const used = hostHeader === undefined ? [] : schemes.map((scheme) => `${scheme}://${hostHeader}`);
  return [...new Set([new URL(httpUrl()).origin, ...used])];
}
