import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Store } from "@dalaba/store";
import type { AirLink } from "./air-link";
import type { BroadcastDesk, PlayingSources } from "./broadcasts";
import { BundleKeeper, clipDoor, clipFileOf, StoredFiles } from "./bundle";
import { ClipDesk, ClipFiles, ClipMaker, UploadDesk, UploadFiles } from "./clips";
import type { Clock } from "./clock";
import type { EventFeed } from "./feed/types";
import type { TownView } from "./fleet";
import type { SoundGroups } from "./http/http-side";
import { announcementHandlers } from "./http/routes/announcements";
import { calendarHandlers } from "./http/routes/calendars";
import { clipHandlers, uploadHandlers } from "./http/routes/clips";
import { type PlayRouteParts, playHandlers } from "./http/routes/plays";
import { scheduleHandlers } from "./http/routes/schedules";
import { speechHandlers } from "./http/routes/speech";
import type { Log } from "./log";
import { PlayDesk } from "./programme";
import { AnnouncementBook, occurrencePlayer, ScheduleBook, ScheduleDriver, seedCalendar } from "./schedules";
import { repositoryRoot, type Settings } from "./settings";
import { EspeakNg, LexiconBook, outsideEngine, Speech } from "./speech";

interface StoredSoundParts {
  readonly store: Store;
  readonly settings: Pick<Settings, "dataFolder" | "tts"> & Partial<Pick<Settings, "native">>;
  readonly clock: Clock;
  readonly log: Log;
  readonly feed: EventFeed;
  readonly desk: BroadcastDesk;
  readonly sources: PlayingSources;
  /** Whoever plays something about an incident has taken it. */
  readonly incidents: PlayRouteParts["incidents"];
  online(speaker: string): boolean;
  /** What a speaker last stated of itself. */
  status(speaker: string): Readonly<Record<string, unknown>> | null;
  view(): TownView;
  /** Documents of speakers are to be made anew. */
  fleetChanged(): void;
  readonly air: AirLink;
  /** Everything that `air` journalled is in the store. */
  caughtUp(): boolean;
}

interface StoredSound {
  /** The programme that speakers keep. */
  readonly bundle: Pick<BundleKeeper, "ref" | "look" | "entry">;
  /** Where they fetch it. */
  readonly clipDoor: ReturnType<typeof clipDoor>;
  readonly announcements: AnnouncementBook;
  readonly groups: Pick<
    SoundGroups,
    "uploads" | "clips" | "plays" | "speech" | "announcements" | "schedules" | "calendars"
  >;
  start(): void;
  /** Call about once an hour. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
}

const ESPEAK = "espeak-ng";

/** Clips, uploads, spoken words, and what plays them. */
export function storedSound(parts: StoredSoundParts): StoredSound {
  const { store, settings, clock, log, feed, desk, sources, online } = parts;
  const { dataFolder, tts = ESPEAK, native = true } = settings;
  const script = pathToFileURL(join(repositoryRoot(), "apps/controller/dist/clip-encoder.mjs"));
  const maker = new ClipMaker({ script, native });
  // Words are wanted now: they do not wait for somebody's half hour of music.
  const speechMaker = new ClipMaker({ script, native });
  const uploadFiles = new UploadFiles(dataFolder);
  const files = new ClipFiles(dataFolder);
  const uploads = new UploadDesk({ store, clock, files: uploadFiles });
  const clips = new ClipDesk({ store, clock, log, feed, files, uploadFiles, uploads, maker });
  const lexicon = new LexiconBook(store);
  const engine =
    tts === ESPEAK ? new EspeakNg(ESPEAK, (language) => lexicon.of(language)) : outsideEngine(tts);
  const speech = new Speech({ dataFolder, engine, maker: speechMaker });
  const plays = new PlayDesk({ store, desk, sources, files, speech, log });
  const announcements = new AnnouncementBook({ store, plays });
  const book = new ScheduleBook({ store, log });
  const stored = new StoredFiles(dataFolder);
  const player = occurrencePlayer({
    ...{ store, clock, desk, sources, announcements, view: parts.view },
    stored(frames) {
      const clip = clipFileOf(frames).ref;
      return { clip, bundle: bundle.holds(clip.sha256) ? (bundle.ref?.sha256 ?? null) : null };
    },
  });
  const bundle = new BundleKeeper({
    ...{ store, clock, log, book, announcements, player, files: stored, view: parts.view },
    changed: parts.fleetChanged,
  });
  const driver = new ScheduleDriver({
    ...{ store, clock, log, book, player },
    durationMs: (id) => announcements.durationMs(id),
    ready: () => parts.air.peer?.ports != null,
    caughtUp: parts.caughtUp,
    async stop(broadcast, priority) {
      const by = { kind: "system", id: "schedules", name: "schedules" } as const;
      await parts.air.ask("stop", { broadcasts: [broadcast], priority, by });
    },
    changed: (occurrence) =>
      void feed.publish({
        ...{ atMs: clock.nowMs(), kind: "occurrence-changed", subject: occurrence, site: null },
        body: { state: store.occurrences.get(occurrence)?.state ?? null },
      }),
  });
  const changed = () => {
    driver.changed();
    bundle.look();
  };
  const scheduleParts = {
    store,
    clock,
    book,
    announcements,
    changed,
    view: parts.view,
    clockTrusted: online,
    lacksClips: (speaker: string) => Number(parts.status(speaker)?.clipsMissing ?? 0) > 0,
    quietHoursChanged: parts.fleetChanged,
  };
  const clipParts = { store, clock, uploads, clips, files };
  return {
    ...{ bundle, announcements },
    clipDoor: clipDoor({ store, clock, files: stored, random: Math.random }),
    groups: {
      uploads: uploadHandlers(clipParts),
      clips: clipHandlers(clipParts),
      plays: playHandlers({ plays, online, incidents: parts.incidents }),
      speech: speechHandlers({ store, clock, speech, lexicon }),
      announcements: announcementHandlers({ store, clock, changed }),
      schedules: scheduleHandlers(scheduleParts),
      calendars: calendarHandlers(scheduleParts),
    },
    start() {
      try {
        seedCalendar(store, clock.nowMs());
      } catch (error) {
        log.warn(
          { err: error },
          "no holiday calendar to begin with; put one: dalaba schedule calendar put FILE",
        );
      }
      driver.start();
      bundle.start();
    },
    async tidy() {
      try {
        const left = await uploads.tidy();
        if (left > 0) log.info({ uploads: left }, "uploads that were left alone for a day are given up");
        await speech.tidy(clock.nowMs());
      } catch (error) {
        log.error({ err: error }, "old uploads could not be deleted; it is tried again in an hour");
      }
    },
    async stop() {
      await driver.stop();
      await bundle.stop();
      await maker.stop();
      await speechMaker.stop();
    },
  };
}
