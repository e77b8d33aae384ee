import type { Store } from "@dalaba/store";
import type { BroadcastDesk, PlayingSources } from "./broadcasts";
import type { Clock } from "./clock";
import type { TownView } from "./fleet";
import type { AppParts } from "./http/app";
import type { SoundGroups } from "./http/http-side";
import { eventSourceHandlers } from "./http/routes/event-sources";
import { cameraEventHandlers, incidentHandlers } from "./http/routes/incidents";
import { linkHandlers } from "./http/routes/links";
import { pictureHandlers } from "./http/routes/pictures";
import {
  EventDesk,
  type IncidentDesk,
  type IncidentNews,
  LinkBook,
  LinkDriver,
  Listeners,
  linkPlayer,
  SourceBook,
  seedLinks,
  webhookDoor,
} from "./incidents";
import type { Log } from "./log";
import { CameraNetworks, PictureDesk, Snapshots } from "./pictures";
import type { AnnouncementBook } from "./schedules";
import type { Settings } from "./settings";

interface CameraSideParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly desk: BroadcastDesk;
  readonly sources: PlayingSources;
  readonly announcements: AnnouncementBook;
  readonly incidents: IncidentDesk;
  readonly settings: Pick<Settings, "dataFolder"> & Partial<Pick<Settings, "cameraNetworks">>;
  readonly news: IncidentNews;
  view(): TownView;
}

interface CameraSide {
  readonly groups: Pick<SoundGroups, "incidents" | "cameraEvents" | "links" | "eventSources" | "pictures">;
  /** Where signed events come in. */
  readonly door: NonNullable<AppParts["pages"]>;
  start(): void;
  /** Call about once an hour. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Events that nobody had to look at. */
const KEEP_EVENTS_DAYS = 30;
/** Closed incidents, with their events and timelines. */
const KEEP_INCIDENTS_DAYS = 365;
const KEEP_SOUNDED_DAYS = 30;

/** What cameras and help points report, and what becomes of it. */
export function cameraSide(parts: CameraSideParts): CameraSide {
  const { store, clock, log, desk, announcements, incidents, news, view, settings } = parts;
  const networks = new CameraNetworks(settings.cameraNetworks ?? []);
  const pictures = new PictureDesk({
    ...{ store, networks },
    monotonicMs: () => performance.now(),
  });
  const snapshots = new Snapshots({
    ...{ pictures, log, dataFolder: settings.dataFolder },
    kept: (incident) => news.changed(incident, "snapshot"),
  });
  const links = new LinkBook({ store, log });
  const sources = new SourceBook(store);
  const play = linkPlayer({ store, clock, log, desk, sources: parts.sources, announcements, view });
  const driver = new LinkDriver({ store, clock, log, links, news, play, view });
  const events = new EventDesk({
    ...{ store, clock, log, links, news, view },
    monotonicMs: () => performance.now(),
    consider: (event) => driver.consider(event),
    opened: (incident, camera) => snapshots.opened(incident, camera),
  });
  const listeners = new Listeners({ clock, log, sources, events, networks });
  return {
    groups: {
      incidents: incidentHandlers({ store, incidents, snapshots, view }),
      cameraEvents: cameraEventHandlers({ store }),
      pictures: pictureHandlers({ store, clock, pictures, snapshots, incidents }),
      links: linkHandlers({ store, clock, links, announcements, view }),
      eventSources: eventSourceHandlers({ store, clock, sources, changed: () => listeners.look() }),
    },
    door: webhookDoor({ clock, sources, events }),
    start() {
      seedLinks(store, clock.nowMs());
      links.changed();
      listeners.look();
      driver.resume();
    },
    async tidy() {
      const nowMs = clock.nowMs();
      try {
        store.cameraEvents.prune(nowMs - KEEP_EVENTS_DAYS * DAY_MS);
        store.incidents.prune(nowMs - KEEP_INCIDENTS_DAYS * DAY_MS);
        store.links.prune(nowMs - KEEP_SOUNDED_DAYS * DAY_MS);
        await snapshots.tidy(nowMs);
      } catch (error) {
        log.error({ err: error }, "old events could not be deleted; it is tried again in an hour");
      }
    },
    async stop() {
      await listeners.stop();
      await driver.stop();
      await snapshots.stop();
      news.stop();
    },
  };
}
