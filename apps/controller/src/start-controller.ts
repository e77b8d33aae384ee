import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Outcome, refuse } from "@dalaba/core";
import { openStore, type Store } from "@dalaba/store";
import type { Listening } from "./air/ipc";
import { airSocketPath } from "./air/socket-path";
import { AirClient } from "./air-link";
import { type Clock, systemClock } from "./clock";
import { StoredFeed } from "./feed/stored-feed";
import { httpSide } from "./http/http-side";
import { type HttpServer, listen } from "./http/server";
import { KeyFolder, type KeyRing } from "./keys";
import type { Log } from "./log";
import { ensureFirstAdmin } from "./people/first-admin";
import { Passwords } from "./people/passwords";
import { linkUrl } from "./people/sign-in-link";
import { keepPeopleTidy } from "./people/tidy";
import { baseUrl, type Settings, urlHost } from "./settings";
import { soundSide } from "./sound-side";
import type { TownPorts, TownWeb } from "./supervisor/child-message";
import { authorityCopy, openTownTls, type TownTls } from "./tls";
import { TroubleBoard } from "./trouble";
import { watchAir } from "./watch-air";

export interface StartController {
  readonly settings: Settings;
  readonly log: Log;
  readonly clock?: Clock;
  /** Tests: an answer that is not as its schema says throws. */
  readonly checkReplies?: boolean;
  /** Every listener of the town is open; called again when `air` came back. */
  readonly onReady?: (ports: TownPorts, signInLink: string | null, web: TownWeb) => void;
}

export interface RunningController {
  readonly httpPort: number;
  readonly url: string;
  readonly store: Store;
  readonly troubles: TroubleBoard;
  /** At the very first start without a password: where the first administrator signs in, once. */
  readonly signInLink: string | null;
  stop(): Promise<void>;
}

/**
 * The controller's parts, in the order in which they need each other: keys and store, the link to `air`, what may sound,
 * people and HTTP. Refuses with a coded reason; nothing is then left open.
 */
export async function startController(options: StartController): Promise<Outcome<RunningController>> {
  const { settings, log, clock = systemClock } = options;
  const opened = await openData(settings, clock);
  if (!opened.ok) return opened;
  const { store, ring } = opened.value;
  log.debug({ store: store.client, schema: store.schemaVersion }, "the store is open");

  const troubles = new TroubleBoard();
  // Before `air` is told anything: it shows the same certificate.
  const secured = await openTownTls({ settings, clock, log, troubles });
  if (!secured.ok) {
    store.close();
    return secured;
  }
  const tls = secured.value;
  const feed = new StoredFeed(store);
  const passwords = new Passwords();
  let http: HttpServer | undefined;
  const httpPort = () => http?.port;
  let signInLink: string | null = null;
  const onReady = (ports: TownPorts) =>
    options.onReady?.(ports, signInLink, webOf(settings, ports.http, tls));

  const first = await ensureFirstAdmin({ store, passwords, nowMs: clock.nowMs() }, settings.adminPassword);
  if (!first.ok) {
    tls?.stop();
    store.close();
    return first;
  }
  const air = new AirClient({ path: airSocketPath(settings.dataFolder), instance: randomUUID(), log });
  const watch = watchAir({ air, troubles, log, httpPort, onReady });
  const sound = soundSide({ ...{ store, settings, ring, clock, log, air, feed, troubles, tls }, httpPort });
  const tidy = keepPeopleTidy(store, clock, log);
  const urls = () => urlsOf(settings, http?.port ?? settings.httpPort, air.peer?.ports ?? null, tls);
  const app = httpSide({
    ...{ store, settings, clock, log, air, feed, troubles, passwords, urls, tls },
    sound: sound.groups,
    doors: sound.doors,
    online: (speaker) => sound.online(speaker),
    broadcast: (id) => sound.broadcast(id),
    checkReplies: options.checkReplies ?? false,
  });

  const closeParts = async (): Promise<void> => {
    tidy.stop();
    tls?.stop();
    watch.stop();
    await sound.stop();
    await air.close();
    store.close();
  };
  const listening = await listen(app, { host: settings.host, port: settings.httpPort }, tls);
  if (!listening.ok) {
    await closeParts();
    return listening;
  }
  http = listening.value;
  const { port, close } = listening.value;
  // With an external broker this takes as long as the broker; the API says meanwhile that it is not ready.
  const started = sound.start();
  started.catch((error: unknown) => log.error({ err: error }, "a part did not start; report this line"));
  const url = baseUrl(settings, port, tls?.host);
  const link = first.value?.link ?? null;
  signInLink = link && linkUrl(url, link);
  watch.check();
  return {
    ok: true,
    value: {
      ...{ httpPort: port, url, store, troubles, signInLink },
      async stop() {
        await close();
        await closeParts();
      },
    },
  };
}

/** Store and keys: the store asks for the sealer before the keys may be made, and the keys for what the store holds. */
async function openData(
  { dataFolder, native }: Settings,
  clock: Clock,
): Promise<Outcome<{ readonly store: Store; readonly ring: KeyRing }>> {
  const keys = new KeyFolder(join(dataFolder, "keys"));
  const file = join(dataFolder, "dalaba.sqlite");
  const opened = await openStore({ file, sealer: keys.sealer, nowMs: clock.nowMs(), native });
  if (!opened.ok) return opened;
  const store = opened.value;
  try {
    const ring = keys.open({ speakersExist: store.speakers.count() > 0 });
    if (ring.ok) return { ok: true, value: { store, ring: ring.value } };
    store.close();
    return ring;
  } catch (error) {
    store.close();
    return refuse("store-damaged", `${file}: ${error instanceof Error ? error.message : error}`, { file });
  }
}

/** How the town is reached from elsewhere, and what must be trusted for it. */
function webOf(settings: Settings, httpPort: number, tls: TownTls | null): TownWeb {
  const authority = tls?.authority;
  return {
    url: baseUrl(settings, httpPort, tls?.host),
    authority: authority ? { file: authorityCopy(settings), fingerprint: authority.fingerprint } : null,
  };
}

function urlsOf(settings: Settings, httpPort: number, ports: Listening | null, tls: TownTls | null) {
  const host = urlHost(settings.host);
  const { talk, mqtt, clock } = { talk: 0, mqtt: 0, clock: 0, ...ports };
  return {
    http: baseUrl(settings, httpPort, tls?.host),
    talk: talk === 0 ? "" : tls === null ? `ws://${host}:${talk}` : `wss://${tls.host}:${talk}`,
    mqtt: settings.mqttUrl === null ? (mqtt === 0 ? "" : `mqtt://${host}:${mqtt}`) : hidden(settings.mqttUrl),
    clock: clock === 0 ? "" : `udp://${host}:${clock}`,
  };
}

/** The external broker without the user it is reached as. */
function hidden(mqttUrl: string): string {
  const { protocol, host } = new URL(mqttUrl);
  return `${protocol}//${host}`;
}
