import type { BroadcastParts } from "./broadcast-parts";
import type { ClockSocket } from "./clock-socket";
import type { Downlink } from "./downlink";
import type { DocumentEntry, Listening } from "./ipc";
import type { BeginLine } from "./journal-line";
import { type ListenerParts, listenFault, openClock, openDownlink } from "./listeners";
import { LocalTalkDoor } from "./local-talk-door";
import { OnAir } from "./on-air";
import { talkSocketPath } from "./socket-path";
import { TalkServer } from "./talk-server";
import type { TicketShelf } from "./ticket-shelf";

/** STOPs of a shutdown are given so long to leave. */
const LAST_ORDERS_MS = 100;

/** What is open to speakers and senders. */
export interface OpenTown {
  readonly downlink: Downlink;
  readonly onAir: OnAir;
  readonly ports: Listening;
  close(): Promise<void>;
}

export interface TownParts extends ListenerParts {
  readonly shelf: TicketShelf;
  readonly documents: readonly DocumentEntry[];
  /** Broadcasts that a crash left on air. */
  readonly unended: readonly BeginLine[];
  broadcastParts(downlink: Downlink): BroadcastParts;
}

/** Opens everything, or nothing: documents first, then the clock, the talk uplink, and the speakers' listener last. */
export async function openTown(parts: TownParts): Promise<OpenTown | ReturnType<typeof listenFault>> {
  const { options } = parts;
  const { downlink, listen, listenTls } = await openDownlink(parts, parts.documents);
  const onAir = new OnAir(parts.broadcastParts(downlink));
  const { shelf, counters } = parts;
  const { clocks, log, certificate = null } = options;
  const talks = new TalkServer({ shelf, onAir, counters, clocks, log, certificate });
  let clock: ClockSocket | undefined;
  let door: LocalTalkDoor | undefined;
  const close = async () => {
    onAir.close(null);
    await new Promise((resolve) => setTimeout(resolve, LAST_ORDERS_MS));
    // Uplinks end with the talks; a door that waited for its own would wait for them.
    await Promise.all([talks.close(), door?.close(), clock?.close(), downlink.close()]);
  };
  const ports: { -readonly [name in keyof Listening]: Listening[name] } = { mqtt: 0, clock: 0, talk: 0 };
  let which: keyof Listening = "clock";
  try {
    const opened = await openClock(parts);
    clock = opened.clock;
    ports.clock = opened.port;
    which = "talk";
    ports.talk = await talks.listen(options.host, options.talkPort);
    door = await LocalTalkDoor.open(talkSocketPath(options.dataFolder), talks);
    which = "mqtt";
    onAir.recover(parts.unended);
    ports.mqtt = await listen();
    which = "mqtts";
    const secure = await listenTls();
    if (secure !== undefined) ports.mqtts = secure;
  } catch (error) {
    await close();
    return listenFault(error, options, which);
  }
  return { downlink, onAir, ports, close };
}
