import { accept, type CameraId, distanceMetres, type Outcome, refuse } from "@dalaba/core";
import { LINK_PRIORITY, type Link, type LinkAct } from "@dalaba/core/link";
import type { Store } from "@dalaba/store";
import type { BroadcastDesk, PlayingSources, RecordedEnd } from "../broadcasts";
import type { Clock } from "../clock";
import type { TownView } from "../fleet";
import { ruleCaller } from "../http/rule-caller";
import type { Log } from "../log";
import { type AnnouncementBook, saidBy } from "../schedules";

export interface LinkPlayerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly desk: BroadcastDesk;
  readonly sources: PlayingSources;
  readonly announcements: AnnouncementBook;
  view(): TownView;
}

/** Sounds an announcement at the speakers near a camera, because a link says so. Answers the broadcast. */
export type LinkPlayer = (
  link: Link,
  act: LinkAct,
  at: { readonly camera: CameraId; readonly timeZone: string; readonly event: string },
) => Promise<Outcome<string>>;

export function linkPlayer(parts: LinkPlayerParts): LinkPlayer {
  const { store, clock, log, desk, sources, announcements, view } = parts;
  return async (link, { announcement, priority, step }, { camera, timeZone, event }) => {
    const found = announcements.get(announcement);
    if (!found.ok) return found;
    const { directory, tree } = view();
    const seen = directory.cameras.find(({ id }) => id === camera);
    if (seen === undefined) return refuse("camera-unknown", `no camera ${camera}`, { camera });
    const heard = directory.speakers.some(
      ({ place, audibleMetres }) => distanceMetres(place, seen.place) <= audibleMetres,
    );
    // A person who speaks to a camera's place is given the nearest speaker, however far; nobody is there to see that here.
    if (!heard) return refuse("target-empty", `no speaker is heard at ${camera}`, { term: `near:${camera}` });
    const village = tree.get(seen.site)?.name ?? null;
    const frames = await announcements.frames(found.value, { utcMs: clock.nowMs(), zone: timeZone, village });
    if (!frames.ok) return frames;
    const opened = await desk.open(
      {
        ...{ by: "link", kind: "play", to: [`near:${camera}`], emergency: false, night: "no", waitMs: 0 },
        ...{ priority, gainDb: 0, chime: saidBy(found.value).chime },
        said: { said: found.value.title, link: link.id, armedBy: link.sound?.armedBy, camera, event, step },
      },
      ruleCaller({ store, clock }, "link", link, LINK_PRIORITY),
      [],
    );
    if (!opened.ok) return opened;
    const { broadcast, ticket } = opened.value;
    const onOver = (end: RecordedEnd): void => {
      if (end.type === "error")
        log.warn({ broadcast, code: end.code }, `what a link sounded was broken off: ${end.detail}`);
    };
    const played = await sources.play(ticket, frames.value, onOver, "prompt");
    return played.ok ? accept(broadcast) : played;
  };
}
