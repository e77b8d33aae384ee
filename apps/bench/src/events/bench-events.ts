import {
  announcementRoutes,
  cameraEventRoutes,
  eventSourceRoutes,
  incidentRoutes,
  linkRoutes,
} from "@dalaba/api";
import { watched } from "../measure/watched";
import type { Report } from "../report/print";
import type { Figure } from "../report/row";
import { everyItem, granted } from "../talk/controller";
import { silence, talksInTurn } from "../talk/one-talk";
import { loadSpeech } from "../talk/speech";
import { startTown, type Town } from "../talk/town";
import { TOWN, townFile } from "../talk/town-file";
import { nowUs, pause, until } from "../talk/wait";
import { eventFigures, type Storm } from "./event-rows";
import { EventSender } from "./event-sender";
import { IncidentFeed } from "./incident-feed";

export interface EventsOptions {
  readonly speakers: number;
  /** Each is reported once for P6, once for the way to a screen. */
  readonly cameras: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly talks: number;
  say(line: string): void;
}

export const FULL_EVENTS: Omit<EventsOptions, "say"> = {
  ...{ speakers: 270, cameras: 60, perSecond: 1_191, seconds: 60, talks: 12 },
};
export const QUICK_EVENTS: Omit<EventsOptions, "say"> = {
  ...{ speakers: 270, cameras: 10, perSecond: 1_191, seconds: 8, talks: 3 },
};

const LISTEN_MS = 1_000;
const GAP_MS = 300;
const WITHIN_MS = 10_000;
const CONNECTIONS = 32;
/** Sent together; so many times a second. */
const TICKS = 50;
const SAID_MS = 800;

const cameraId = (i: number): string => `cam-${String(i + 1).padStart(4, "0")}`;

/** P6, the way of an event to a console, and a town's worth of events each second beside talks. */
export function benchEvents(options: EventsOptions): Promise<Report> {
  return watched(LISTEN_MS, () => measure(options));
}

async function measure(options: EventsOptions): Promise<readonly Figure[]> {
  const { speakers, cameras, say } = options;
  const town = await startTown(speakers, await loadSpeech(), 0, say);
  let sender: EventSender | undefined;
  let feed: IncidentFeed | undefined;
  try {
    sender = await prepare(town, cameras);
    const { url, token } = town.controller;
    feed = await IncidentFeed.follow(url, token);
    say(`${cameras} events that a link answers`);
    const soundMs = await soundingMs(town, sender, cameras);
    say(`${cameras} help calls, and when a console hears of them`);
    const screenMs = await toScreenMs(feed, sender, cameras);
    say("talks to a calm controller");
    const speak = () => talksInTurn(town, [TOWN], options.talks, () => pause(GAP_MS));
    const calm = await speak();
    say(`${options.perSecond} events a second for ${options.seconds} s, and talks meanwhile`);
    const storming = storm(town, sender, options);
    const busy = await speak();
    return eventFigures({ soundMs, screenMs, calm, busy, speakers, storm: await storming });
  } finally {
    feed?.close();
    sender?.close();
    await town.end();
  }
}

/** Cameras beside speakers, a source, and a link that says a line where a car is parked. */
async function prepare({ controller, speakers }: Town, cameras: number): Promise<EventSender> {
  const { client, url } = controller;
  const place = (i: number): string =>
    `[${(23.0001 + Math.floor((i * speakers) / cameras) * 0.00054).toFixed(6)}, 113.470000]`;
  const lines = Array.from(
    { length: cameras },
    (_, i) => `  - { id: ${cameraId(i)}, name: ${cameraId(i)}, site: town, at: ${place(i)} }`,
  );
  await controller.layOut([townFile(speakers).trimEnd(), "cameras:", ...lines, ""].join("\n"));
  const said = { title: "line", parts: [{ pauseMs: SAID_MS }] };
  const { id } = granted(await client.call(announcementRoutes.addAnnouncement, { body: said }));
  const link = {
    ...{ title: "parking", when: { kinds: ["illegal-parking" as const] } },
    sound: { steps: [{ announcement: id }] },
  };
  granted(await client.call(linkRoutes.addLink, { body: link }));
  granted(await client.call(linkRoutes.setLinkLimits, { body: { paused: false, mostPerHour: 1_000 } }));
  const source = { id: "bench", kind: "webhook" as const, name: "bench" };
  const made = granted(await client.call(eventSourceRoutes.addEventSource, { body: source }));
  if (made.secret === null) throw new Error("a webhook has a key");
  return new EventSender(`${url}/hooks/bench`, made.secret, CONNECTIONS);
}

/** From sending the event to the first sample of the last of its speakers, by the simulator's true clock. */
async function soundingMs(town: Town, sender: EventSender, cameras: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < cameras; i++) {
    const sentUs = nowUs();
    const { body } = await sender.send({ id: `park-${i}`, camera: cameraId(i), kind: "illegal-parking" });
    const id = body.incident ?? "";
    const broadcast = await until("the link to have sounded", WITHIN_MS, async () => {
      const shown = granted(
        await town.controller.client.call(incidentRoutes.showIncident, { params: { id } }),
      );
      return shown.broadcasts[0];
    });
    await pause(SAID_MS);
    await silence(town);
    const truth = await town.simulator.truth(broadcast);
    const firsts = truth.flatMap(({ firstUs }) => (firstUs === null ? [] : [(firstUs - sentUs) / 1_000]));
    // One that nobody sounded is the worst there is.
    found.push(firsts.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...firsts));
  }
  return found;
}

async function toScreenMs(feed: IncidentFeed, sender: EventSender, cameras: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < cameras; i++) {
    const sentUs = nowUs();
    const { body } = await sender.send({ id: `press-${i}`, camera: cameraId(i), kind: "help-call" });
    const heardUs = await until("the console to hear of it", WITHIN_MS, async () =>
      feed.heardUs(body.incident ?? ""),
    );
    found.push((heardUs - sentUs) / 1_000);
    await pause(GAP_MS / 3);
  }
  return found;
}

/** Sends at a steady rate, whatever waits for an answer; counts afterwards what is in the store. */
async function storm(
  { controller }: Town,
  sender: EventSender,
  { cameras, perSecond, seconds }: EventsOptions,
): Promise<Storm> {
  const before = await stored(controller);
  const answers: Promise<number>[] = [];
  const startMs = performance.now();
  const total = perSecond * seconds;
  while (answers.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - startMs) / 1_000) * perSecond));
    while (answers.length < due) {
      const n = answers.length;
      const event = { id: `storm-${n}`, camera: cameraId(n % cameras), kind: "motion" };
      answers.push(
        sender.send(event).then(
          ({ status }) => status,
          () => 0,
        ),
      );
    }
    await pause(1_000 / TICKS);
  }
  const statuses = await Promise.all(answers);
  const tookS = (performance.now() - startMs) / 1_000;
  return {
    sent: total,
    taken: statuses.filter((status) => status === 202).length,
    stored: (await stored(controller)) - before,
    perSecond: total / tookS,
  };
}

async function stored({ client }: Town["controller"]): Promise<number> {
  const events = await everyItem((query) => client.call(cameraEventRoutes.listCameraEvents, { query }));
  return events.length;
}
