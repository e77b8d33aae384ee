import { join } from "node:path";
import type { Store } from "@dalaba/store";
import { NO_RECORDINGS, simRecordings } from "./acoustics";
import { talkSocketPath } from "./air/socket-path";
import type { AirLink } from "./air-link";
import {
  BroadcastDesk,
  explain,
  FallbackDesk,
  JournalIngester,
  PlayingSources,
  RepeatDesk,
  testSound,
} from "./broadcasts";
import { BrokerGuard, brokerUsers, probeRights } from "./broker";
import { AloneLedger } from "./bundle";
import { cameraSide } from "./camera-side";
import { ClipFiles } from "./clips";
import type { Clock } from "./clock";
import { DiskWatch } from "./disk-watch";
import { tellTroubles } from "./feed/trouble-events";
import type { EventFeed } from "./feed/types";
import { Fleet, httpUrl, joinAddresses, PresenceKeeper, reachableHost, SpeakerActs } from "./fleet";
import type { AppParts } from "./http/app";
import type { GuardedBroadcast } from "./http/guard";
import type { SoundGroups } from "./http/http-side";
import { acousticsHandlers } from "./http/routes/acoustics";
import { broadcastHandlers } from "./http/routes/broadcasts";
import { brokerHandlers } from "./http/routes/broker";
import { mapHandlers } from "./http/routes/maps";
import { onAirHandlers } from "./http/routes/on-air";
import { placeHandlers } from "./http/routes/places";
import { retentionHandlers } from "./http/routes/retention";
import { speakerHandlers } from "./http/routes/speakers";
import { talkHandlers } from "./http/routes/talks";
import { targetHandlers } from "./http/routes/targets";
import { townHandlers } from "./http/routes/town";
import { IncidentDesk, IncidentNews } from "./incidents";
import { currentKeySet, type KeyRing } from "./keys";
import { ListeningDesk, NO_SIM, simDoor } from "./listening";
import type { Log } from "./log";
import { Sweeper } from "./retention/sweeper";
import type { Settings } from "./settings";
import { storedSound } from "./stored-sound";
import type { TownTls } from "./tls";
import { TownActs } from "./town";
import type { TroubleBoard } from "./trouble";
import { VERSION } from "./version";

export interface SoundSideParts {
  readonly store: Store;
  readonly settings: Pick<Settings, "host" | "dataFolder" | "mqttUrl" | "mqttPort" | "simPort" | "tts"> &
    Partial<Pick<Settings, "native" | "cameraNetworks">>;
  /** Left out or null: nothing is encrypted. */
  readonly tls?: TownTls | null;
  readonly ring: KeyRing;
  readonly clock: Clock;
  readonly log: Log;
  readonly air: AirLink;
  readonly feed: EventFeed;
  readonly troubles: TroubleBoard;
  /** The port on which the API listens; undefined until it does. */
  httpPort(): number | undefined;
}

export interface SoundSide {
  readonly groups: SoundGroups;
  /** What is not for people: where speakers fetch, and where signed events come in. */
  readonly doors: AppParts["pages"];
  online(speaker: string): boolean;
  broadcast(id: string): GuardedBroadcast | undefined;
  /** Begins to listen to `air`. With an external broker: resolves when its rights were tried for the first time. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DEFAULT_MQTT_PORT = 1883;

/** Everything between the HTTP edge and `air`: the town, its speakers, what is broadcast and what became of it. */
export function soundSide(parts: SoundSideParts): SoundSide {
  const { store, settings, ring, clock, log, air, troubles, feed, tls = null } = parts;
  const keys = currentKeySet(store, ring, clock.nowMs());
  const fleet = new Fleet({
    ...{ ...parts, epoch: keys.keys.epoch, clockUrl: () => "" },
    bundle: () => stored.bundle.ref,
    onChanged: () => stored.bundle.look(),
  });
  const keeper = new PresenceKeeper({ ...parts, fleet });
  const presence = keeper.book;
  const view = () => fleet.view();
  const online = (speaker: string) => presence.online(speaker, clock.nowMs());
  const desk = new BroadcastDesk({ store, air, clock, view });
  const acts = new SpeakerActs({
    ...{ store, clock, fleet, presence, feed },
    rootPublicKey: ring.rootPublicKey,
  });
  const ingester = new JournalIngester({
    ...parts,
    folder: join(settings.dataFolder, "journal"),
    siteOf: (speaker) => view().siteOf(speaker),
    alone: new AloneLedger({ store, view, entry: (id) => stored.bundle.entry(id) }),
  });
  const users = brokerUsers(ring, settings.mqttUrl ?? undefined);
  const guard = settings.mqttUrl === null ? undefined : guardOf(settings.mqttUrl, users, parts);
  const ports = () => {
    const http = parts.httpPort();
    const listening = air.peer?.ports;
    return http === undefined || !listening ? undefined : { ...listening, http };
  };
  const dataFolder = settings.dataFolder;
  const sources = new PlayingSources(talkSocketPath(dataFolder));
  const repeats = new RepeatDesk({
    store,
    desk,
    log,
    dataFolder,
    view,
    sources,
  });
  const fallbacks = new FallbackDesk({ store, repeats, waiters: ingester.waiters, log });
  const news = new IncidentNews({ store, clock, feed });
  const incidents = new IncidentDesk({ store, clock, news });
  const stored = storedSound({
    ...{ ...parts, desk, sources, online, view, incidents },
    status: (speaker) => presence.get(speaker).status,
    caughtUp: () => ingester.caughtUp,
    fleetChanged: () => void fleet.changed(),
  });
  const { announcements } = stored;
  const cameras = cameraSide({
    ...{ store, clock, log, desk, sources, announcements, incidents, news, view, settings },
  });
  const sweeper = new Sweeper({
    ...{ store, clock, dataFolder },
    files: new ClipFiles(dataFolder),
    held: () => store.incidents.held(),
  });
  const sim = settings.simPort ? simDoor(settings.simPort, () => performance.now()) : NO_SIM;
  const groups: SoundGroups = {
    places: placeHandlers({ store, view }),
    maps: mapHandlers({ store, dataFolder }),
    speakers: speakerHandlers({
      ...{ store, air, acts, presence, view, online, sim, listening: new ListeningDesk(sim) },
      addresses: (hostHeader) => joinAddresses(settings, ports(), hostHeader, tls),
      explain: (speaker, atMs, caller) => explain({ store, air, clock, view, online }, speaker, atMs, caller),
      testSound: (speaker, caller) => testSound({ desk, sources }, speaker, online(speaker), caller),
      cfgVersion: (speaker) => fleet.cfgVersion(speaker),
    }),
    town: townHandlers({ town: new TownActs({ store, clock, fleet, presence, feed }) }),
    targets: targetHandlers({ view, online }),
    acoustics: acousticsHandlers({
      ...{ store, view },
      recordings: settings.simPort ? simRecordings(settings.simPort) : NO_RECORDINGS,
    }),
    talks: talkHandlers({
      ...{ desk, air, online, fallbacks, incidents },
      secure: tls !== null,
      host: (hostHeader) => tls?.hostFor(hostHeader) ?? reachableHost(settings, hostHeader),
      httpUrl: () => httpUrl(settings, parts.httpPort() ?? 0, undefined, tls),
    }),
    broadcasts: broadcastHandlers({
      ...{ store, desk, repeats, dataFolder, view, online },
      waiters: ingester.waiters,
    }),
    ...stored.groups,
    ...cameras.groups,
    onAir: onAirHandlers({ air, view }),
    retention: retentionHandlers({ store, sweeper }),
    broker: brokerHandlers({ store, users, broker: brokerOf(settings), view }),
  };
  const disk = new DiskWatch({ troubles, log, folder: dataFolder });
  let hourly: NodeJS.Timeout | undefined;
  let leaveTroubles = (): void => undefined;
  let sweeping: Promise<void> = Promise.resolve();
  const tidy = (): void => {
    sweeping = sweeper.sweep().then(
      ({ goes }) => {
        if (goes.recordings.count + goes.clips.count > 0)
          log.info(goes, "recordings and clips that are past their time are deleted");
      },
      (error: unknown) =>
        log.error({ err: error }, "what is past its time could not be deleted; it is tried again in an hour"),
    );
    void stored.tidy();
    void cameras.tidy();
  };
  return {
    groups,
    doors(app) {
      stored.clipDoor(app);
      cameras.door(app);
    },
    online,
    broadcast: (id) => desk.known(id),
    async start() {
      leaveTroubles = tellTroubles(parts);
      feed.publish({
        ...{ atMs: clock.nowMs(), kind: "controller-started", subject: "controller", site: null },
        body: { version: VERSION },
      });
      for (const name of ring.openedFiles)
        log.warn(
          { file: name },
          "a key file could be read by others and is closed now; if others have it, replace it",
        );
      if (ring.rootSeed !== undefined)
        troubles.hang("root-key", {
          code: "root-not-ejected",
          detail: "the root key lies on this machine",
          grave: false,
        });
      disk.start();
      ingester.start();
      keeper.start();
      fleet.start();
      stored.start();
      cameras.start();
      tidy();
      hourly = setInterval(tidy, HOUR_MS);
      await guard?.start();
    },
    async stop() {
      clearInterval(hourly);
      disk.stop();
      leaveTroubles();
      guard?.stop();
      fallbacks.stop();
      await cameras.stop();
      const storedStopped = stored.stop();
      sources.stop();
      await sweeping;
      await storedStopped;
      await ingester.stop();
      await fleet.stop();
      keeper.stop();
    },
  };
}

function guardOf(
  mqttUrl: string,
  users: ReturnType<typeof brokerUsers>,
  { troubles, log }: Pick<SoundSideParts, "troubles" | "log">,
): BrokerGuard {
  const guard = new BrokerGuard(
    () => probeRights(mqttUrl, users),
    (refusal) => {
      if (refusal === undefined) {
        troubles.clear("broker-rights");
        log.info({}, "the broker lets speakers do what they must and nothing else");
        return;
      }
      troubles.hang("broker-rights", refusal);
      log.error({ code: refusal.code }, `the broker's rights: ${refusal.detail}`);
    },
  );
  const untried = guard.problem();
  if (untried) troubles.hang("broker-rights", untried);
  return guard;
}

function brokerOf({ mqttUrl, mqttPort }: SoundSideParts["settings"]): { host: string; port: number } {
  if (mqttUrl === null) return { host: "0.0.0.0", port: mqttPort || DEFAULT_MQTT_PORT };
  const { hostname, port } = new URL(mqttUrl);
  return { host: hostname, port: Number(port) || DEFAULT_MQTT_PORT };
}
