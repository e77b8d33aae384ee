import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { PlayDesk } from "../../programme";
import type { Handlers } from "../context";

interface PlayRouteParts {
  readonly plays: PlayDesk;
  online(speaker: string): boolean;
}

export function playHandlers({ plays, online }: PlayRouteParts): Handlers<typeof routes.plays> {
  return {
    async play({ body: { parts, times, betweenMs, ...request } }, caller) {
      const played = await plays.play({ parts, times, betweenMs }, request, caller);
      if (!played.ok) return played;
      const { opened, durationMs } = played.value;
      const { broadcast, targets, priority } = opened;
      return accept({
        ...{ broadcast, priority, class: opened.class, durationMs },
        targets: targets.speakers.length,
        offline: targets.speakers.filter((id) => !online(id)).length,
      });
    },
  };
}
