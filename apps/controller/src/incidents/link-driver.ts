import { type Happening, judgeLink, type Link } from "@dalaba/core/link";
import type { Store, StoredCameraEvent } from "@dalaba/store";
import type { Clock } from "../clock";
import type { TownView } from "../fleet";
import type { Log } from "../log";
import { happeningOf } from "./happening-of";
import type { IncidentNews } from "./incident-news";
import type { LinkBook } from "./link-book";
import type { LinkPlayer } from "./link-player";

interface DriverParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: LinkBook;
  readonly news: IncidentNews;
  readonly play: LinkPlayer;
  view(): TownView;
}

/** Steps that wait for their time. More than a town ever has: at the bound the next one waits for its event's next report. */
const MOST_WAITING = 4_096;
/** What sounded within so long before a start is gone on with, ms. */
const RESUMED_MS = 3_600_000;
/** `air` is on its way: it is tried again, ms. */
const AIR_RETRY_MS = 2_000;
/** But nobody is told to move on for what was so long ago, ms. */
const RETRIED_MS = 30_000;

/** Lets armed links sound, and wakes for their next steps while what they are about goes on. */
export class LinkDriver {
  private readonly parts: DriverParts;
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly playing = new Set<Promise<void>>();

  constructor(parts: DriverParts) {
    this.parts = parts;
  }

  /** Asks every armed link about an event. Nothing is awaited: what sounds is a matter of milliseconds later. */
  consider(event: StoredCameraEvent): void {
    const { links, clock, view } = this.parts;
    const happening = happeningOf(event, view());
    // Before anything is read: of a thousand events a second hardly any is an armed link's.
    for (const link of links.matching(happening, clock.nowMs()))
      if (link.sound !== null) this.ask(link, event, happening);
  }

  /** After a start: what sounded lately and goes on is asked about again, for its next step. */
  resume(): void {
    const { store, clock } = this.parts;
    const lately = store.links.soundedSince(clock.nowMs() - RESUMED_MS);
    for (const id of new Set(lately.map(({ happening }) => happening))) {
      const event = store.cameraEvents.get(id);
      if (event !== undefined && event.endedAtMs === null) this.consider(event);
    }
  }

  async stop(): Promise<void> {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    await Promise.all(this.playing);
  }

  private ask(link: Link, event: StoredCameraEvent, happening: Happening): void {
    const { store, clock, links } = this.parts;
    const nowMs = clock.nowMs();
    const reserved = store.tx(() => {
      const verdict = judgeLink(link, happening, links.context(nowMs), nowMs);
      if (verdict === null) return undefined;
      if (verdict.wakeAtUtcMs !== undefined) this.wake(link.id, event.id, verdict.wakeAtUtcMs - nowMs);
      if (verdict.sound === null) return undefined;
      const { camera, zones } = happening;
      const { step } = verdict.sound;
      // Counted before it sounds: two reports at once are one sound.
      const number = store.links.sounded({
        link: link.id,
        happening: event.id,
        camera,
        zones,
        step,
        atUtcMs: nowMs,
      });
      return { number, act: verdict.sound };
    });
    if (reserved === undefined) return;
    const work = this.sound(link, reserved, event, happening.timeZone).finally(() =>
      this.playing.delete(work),
    );
    this.playing.add(work);
  }

  private async sound(
    link: Link,
    { number, act }: Reserved,
    event: StoredCameraEvent,
    timeZone: string,
  ): Promise<void> {
    const { store, clock, log, news, play } = this.parts;
    const at = { camera: event.camera, timeZone, event: event.id };
    const played = await play(link, act, at).catch((error: unknown) => {
      log.error({ err: error, id: link.id }, "a link could not sound by our own fault; report this line");
      return undefined;
    });
    const broadcast = played?.ok ? played.value : null;
    const young = clock.nowMs() - event.heardAtMs < RETRIED_MS;
    if (played !== undefined && !played.ok && played.code.startsWith("air-") && young) {
      store.links.unsounded(number);
      this.wake(link.id, event.id, AIR_RETRY_MS);
      return;
    }
    store.tx(() => {
      if (broadcast === null) store.links.unsounded(number);
      else store.links.soundedAs(number, broadcast);
      const { incident } = event;
      if (incident === null || store.incidents.get(incident) === undefined) return;
      if (broadcast !== null) store.incidents.spoken(incident, broadcast);
      const because = played !== undefined && !played.ok ? { code: played.code } : {};
      const detail = { link: link.title, step: act.step, broadcast, ...because };
      const line = { atMs: clock.nowMs(), act: "sounded", actorId: null, actorName: null, detail };
      store.incidents.line(incident, line);
    });
    if (event.incident !== null) news.changed(event.incident, "sounded");
    if (played !== undefined && !played.ok)
      log.warn({ id: link.id, code: played.code }, `a link did not sound: ${played.detail}`);
  }

  private wake(link: string, event: string, afterMs: number): void {
    const key = `${link} ${event}`;
    clearTimeout(this.waiting.get(key));
    if (!this.waiting.has(key) && this.waiting.size >= MOST_WAITING) return;
    const timer = setTimeout(
      () => {
        this.waiting.delete(key);
        const { store, links, view } = this.parts;
        const found = store.cameraEvents.get(event);
        const kept = links.all().get(link);
        if (found !== undefined && kept !== undefined) this.ask(kept.link, found, happeningOf(found, view()));
      },
      Math.max(1, afterMs),
    );
    this.waiting.set(key, timer);
  }
}

interface Reserved {
  readonly number: number;
  readonly act: NonNullable<NonNullable<ReturnType<typeof judgeLink>>["sound"]>;
}
