import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { IncidentDesk } from "../../incidents";
import type { PlayDesk } from "../../programme";
import type { Handlers } from "../context";

export interface PlayRouteParts {
  readonly plays: PlayDesk;
  readonly incidents: Pick<IncidentDesk, "own" | "spoken">;
  online(speaker: string): boolean;
}

export function playHandlers({ plays, online, incidents }: PlayRouteParts): Handlers<typeof routes.plays> {
  return {
    async play({ body: { parts, times, betweenMs, incident, ...request } }, caller) {
      const about = incident === undefined ? undefined : incidents.own(incident, caller);
      if (about?.ok === false) return about;
      const played = await plays.play({ parts, times, betweenMs }, request, caller);
      if (!played.ok) return played;
      const { opened, durationMs } = played.value;
      if (about !== undefined) incidents.spoken(about.value.id, opened.broadcast, caller);
      const { broadcast, targets, priority } = opened;
      return accept({
        ...{ broadcast, priority, class: opened.class, durationMs },
        targets: targets.speakers.length,
        offline: targets.speakers.filter((id) => !online(id)).length,
      });
    },
  };
}
