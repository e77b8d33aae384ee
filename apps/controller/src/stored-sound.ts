import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Store } from "@dalaba/store";
import type { BroadcastDesk, PlayingSources } from "./broadcasts";
import { ClipDesk, ClipFiles, ClipMaker, UploadDesk, UploadFiles } from "./clips";
import type { Clock } from "./clock";
import type { EventFeed } from "./feed/types";
import type { SoundGroups } from "./http/http-side";
import { clipHandlers, uploadHandlers } from "./http/routes/clips";
import { playHandlers } from "./http/routes/plays";
import type { Log } from "./log";
import { PlayDesk } from "./programme";
import { repositoryRoot, type Settings } from "./settings";
import { EspeakNg, outsideEngine, Speech } from "./speech";

interface StoredSoundParts {
  readonly store: Store;
  readonly settings: Pick<Settings, "dataFolder" | "tts"> & Partial<Pick<Settings, "native">>;
  readonly clock: Clock;
  readonly log: Log;
  readonly feed: EventFeed;
  readonly desk: BroadcastDesk;
  readonly sources: PlayingSources;
  online(speaker: string): boolean;
}

interface StoredSound {
  readonly groups: Pick<SoundGroups, "uploads" | "clips" | "plays">;
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
  const engine = tts === ESPEAK ? new EspeakNg() : outsideEngine(tts);
  const speech = new Speech({ dataFolder, engine, maker: speechMaker });
  const plays = new PlayDesk({ store, desk, sources, files, speech, log });
  const clipParts = { store, clock, uploads, clips, files };
  return {
    groups: {
      uploads: uploadHandlers(clipParts),
      clips: clipHandlers(clipParts),
      plays: playHandlers({ plays, online }),
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
      await maker.stop();
      await speechMaker.stop();
    },
  };
}
