import { createHash, randomBytes } from "node:crypto";
import { accept, type Outcome, refuse } from "@dalaba/core";
import {
  type CameraEvent,
  EventGate,
  GATE_LIMITS,
  type GateAnswer,
  isRecognition,
} from "@dalaba/core/camera-event";
import { groups, HELP_CALL } from "@dalaba/core/incident";
import { MOST_SUGGESTED } from "@dalaba/core/link";
import type { EventSource, NewCameraEvent, Store, StoredCameraEvent } from "@dalaba/store";
import type { Clock } from "../clock";
import type { TownView } from "../fleet";
import type { Log } from "../log";
import { happeningOf } from "./happening-of";
import type { IncidentNews } from "./incident-news";
import type { LinkBook } from "./link-book";

export interface Taken {
  /** The event's id; null: the end of something whose beginning nobody told. */
  readonly event: string | null;
  readonly news: GateAnswer;
  readonly incident: string | null;
}

type TakenOutcome = Outcome<Taken, "camera-unknown">;

type Reporter = Pick<EventSource, "id" | "channels">;
/** What follows from an event once it is durable. */
type Tell = () => void;

interface Waiting {
  readonly source: Reporter;
  readonly event: CameraEvent;
  resolve(taken: TakenOutcome): void;
  reject(error: unknown): void;
}

/** More in one transaction would hold up everybody who asks the API. */
const MOST_TOGETHER = 100;

interface EventDeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: LinkBook;
  readonly news: IncidentNews;
  view(): TownView;
  monotonicMs(): number;
  /** Something may sound by itself about it. */
  consider(event: StoredCameraEvent): void;
  /** An incident opened: what its camera sees now is kept. */
  opened(incident: string, camera: string): void;
}

/** Where every report of every source comes in: what is news is kept, and may open an incident. */
export class EventDesk {
  private readonly parts: EventDeskParts;
  private readonly waiting: Waiting[] = [];
  private readonly gate = new EventGate();
  /** Cameras by id, of the view that they were read from. */
  private cameras: { readonly view: TownView; readonly byId: ReadonlyMap<string, Camera> } | undefined;

  constructor(parts: EventDeskParts) {
    this.parts = parts;
  }

  /**
   * Takes a report together with what else comes in at this moment: the disk is waited for once for all of them. Answers when it
   * is durable; throws where it could not be kept. `camera-unknown`: neither the source's table nor the town knows its channel.
   */
  take(source: Reporter, event: CameraEvent): Promise<TakenOutcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ source, event, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.takeWaiting());
    });
  }

  private takeWaiting(): void {
    const together = this.waiting.splice(0, MOST_TOGETHER);
    if (this.waiting.length > 0) setImmediate(() => this.takeWaiting());
    const { store, log } = this.parts;
    const told: Tell[] = [];
    try {
      const answers = store.tx(() => together.map(({ source, event }) => this.takeOne(source, event, told)));
      for (const [i, { resolve }] of together.entries()) resolve(answers[i] as TakenOutcome);
    } catch (error) {
      for (const { reject } of together) reject(error);
      return;
    }
    // Nobody is told of what is not durable yet, and what is durable stays so whoever cannot be told.
    for (const tell of told) {
      try {
        tell();
      } catch (error) {
        log.error({ err: error }, "an event is kept, but nobody was told of it; see the disk of DALABA_DATA");
      }
    }
  }

  private takeOne({ id, channels }: Reporter, reported: CameraEvent, told: Tell[]): TakenOutcome {
    const event = asKept(reported);
    const mapped = Object.hasOwn(channels, event.channel) ? channels[event.channel] : undefined;
    const camera = this.camera(mapped ?? event.channel);
    if (camera === undefined)
      return refuse("camera-unknown", `${id} reports for the channel ${event.channel}, which is no camera`, {
        channel: event.channel,
      });
    const { store, clock } = this.parts;
    const nowMs = clock.nowMs();
    const answer = this.gate.push(id, event, this.parts.monotonicMs());
    const known =
      answer === "unknown-end"
        ? undefined
        : store.cameraEvents.known(id, event.dedupeKey, nowMs - GATE_LIMITS.forgetMs);
    // The gate may remember one that could not be kept: it is news again.
    const lost = answer === "again" && known === undefined;
    if (lost || (answer === "begin" && !stillTold(known, nowMs)))
      return accept(this.begin(id, camera, event, nowMs, told));
    if (known === undefined) return accept({ event: null, news: answer, incident: null });
    return accept(this.goOn(known, event, answer === "begin" ? "again" : answer, nowMs, told));
  }

  private begin(source: string, camera: Camera, event: CameraEvent, nowMs: number, told: Tell[]): Taken {
    const { store, news } = this.parts;
    const { kind, zone: zoneInView, object, score, atUtcMs: atMs, atArrival, dedupeKey } = event;
    const fresh: Omit<NewCameraEvent, "incident"> = {
      ...{ id: randomBytes(8).toString("hex"), source, camera: camera.id, site: camera.site, kind },
      ...{ zoneInView, object, score, atMs, atArrival, beganAtMs: nowMs, dedupeKey },
      endedAtMs: event.state === "moment" ? nowMs : null,
    };
    const incident = this.incidentFor(fresh, nowMs);
    store.cameraEvents.add({ ...fresh, incident: incident?.id ?? null });
    told.push(() => {
      if (incident?.opened) this.parts.opened(incident.id, camera.id);
      if (incident !== null) news.changed(incident.id, incident.opened ? "opened" : "reported");
      this.parts.consider({ ...fresh, incident: incident?.id ?? null, heardAtMs: nowMs, reports: 1 });
    });
    return { event: fresh.id, news: "begin", incident: incident?.id ?? null };
  }

  private goOn(
    known: StoredCameraEvent,
    event: CameraEvent,
    answer: GateAnswer,
    nowMs: number,
    told: Tell[],
  ): Taken {
    const { store, news } = this.parts;
    const { incident } = known;
    if (answer === "ended") store.cameraEvents.end(known.id, nowMs);
    else store.cameraEvents.heard(known.id, nowMs, event.score);
    if (incident !== null) store.incidents.heard(incident, nowMs, 0);
    told.push(() => {
      if (incident !== null) news.changed(incident, "reported");
      if (answer === "again") this.parts.consider({ ...known, heardAtMs: nowMs });
    });
    return { event: known.id, news: answer, incident };
  }

  /** The incident that it belongs to, opened where a link or a help call opens one; null: nobody is to look at it. */
  private incidentFor(
    event: Omit<NewCameraEvent, "incident">,
    nowMs: number,
  ): { readonly id: string; readonly opened: boolean } | null {
    const { store, links, view } = this.parts;
    const matching = links.matching(happeningOf(event, view()), nowMs);
    if (matching.length === 0 && event.kind !== HELP_CALL) return null;
    const { camera, site, kind } = event;
    const living = store.incidents.living(camera, kind);
    if (living !== undefined && groups(living, event, nowMs)) {
      store.incidents.heard(living.id, nowMs, 1);
      return { id: living.id, opened: false };
    }
    const id = randomBytes(8).toString("hex");
    // Of several the one that has something to say; what each suggests is suggested.
    const link =
      matching.find(({ suggest, sound }) => suggest.length > 0 || sound !== null) ?? matching[0] ?? null;
    const suggest = [...new Set(matching.flatMap((each) => each.suggest))].slice(0, MOST_SUGGESTED);
    store.incidents.add({
      ...{ id, kind, camera, site, state: "open", outcome: null, room: this.roomOf(site), owner: null },
      ...{ link: link?.id ?? null, suggest, openedAtMs: nowMs, heardAtMs: nowMs },
      ...{ acknowledgedAtMs: null, talkedDownAtMs: null, closedAtMs: null, events: 1 },
    });
    const detail = { event: event.id, source: event.source, ...(link === null ? {} : { link: link.title }) };
    store.incidents.line(id, { atMs: nowMs, act: "opened", actorId: null, actorName: null, detail });
    return { id, opened: true };
  }

  /** The room of the nearest site that has one: a village's own, else the town's centre. */
  private roomOf(site: Camera["site"]): RoomId | null {
    const rooms = this.parts.store.town.rooms();
    for (const each of this.parts.view().tree.lineage(site)) {
      const found = rooms.find((room) => room.site === each);
      if (found !== undefined) return found.id;
    }
    return null;
  }

  private camera(id: string): Camera | undefined {
    const view = this.parts.view();
    if (this.cameras?.view !== view)
      this.cameras = { view, byId: new Map(view.directory.cameras.map((each) => [each.id as string, each])) };
    return this.cameras.byId.get(id);
  }
}

type Camera = TownView["directory"]["cameras"][number];
type RoomId = NonNullable<ReturnType<Store["incidents"]["get"]>>["room"];

/**
 * What of an event may lie in the store. Its key is the sender's own text, and a platform that recognises somebody may write a
 * plate into it, or a name into the zone: the first is kept as a hash, the second not at all.
 */
function asKept(event: CameraEvent): CameraEvent {
  const dedupeKey = createHash("sha256").update(event.dedupeKey).digest("hex").slice(0, 32);
  return { ...event, dedupeKey, zone: isRecognition(event.kind) ? null : event.zone };
}

/** The gate forgot it with the controller's last end, and it is reported on. */
function stillTold(known: StoredCameraEvent | undefined, nowMs: number): boolean {
  if (known === undefined) return false;
  return known.endedAtMs === null || nowMs - known.heardAtMs <= GATE_LIMITS.momentMs;
}
