import type { NewEvent } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { AirEvent } from "../air/ipc";
import type { AirLink } from "../air-link";
import type { Clock } from "../clock";
import { bySite } from "../feed/by-site";
import type { EventFeed } from "../feed/types";
import type { Log } from "../log";
import type { Fleet } from "./fleet";
import { PresenceBook } from "./presence-book";

/** Events wait this long for others, ms: 270 speakers that come at once are one write to the disk. */
const EVENTS_MS = 100;
/** What speakers last said is stored this often, ms; the book in memory is always newer. */
const SAVE_MS = 5_000;
/** Events that may wait. A speaker that comes and goes in a loop loses events, not the town. */
const MAX_WAITING = 10_000;

/** Takes what `air` reports of speakers into the book, the store and the event feed. */
export class PresenceKeeper {
  readonly book: PresenceBook;
  private readonly parts: {
    readonly store: Store;
    readonly air: AirLink;
    readonly clock: Clock;
    readonly log: Log;
    readonly feed: EventFeed;
    readonly fleet: Pick<Fleet, "view">;
  };
  private waiting: NewEvent[] = [];
  private eventsTimer: NodeJS.Timeout | undefined;
  private saveTimer: NodeJS.Timeout | undefined;
  private leave: (() => void)[] = [];
  private airPid: number | undefined;

  constructor(parts: PresenceKeeper["parts"]) {
    this.parts = parts;
    this.book = new PresenceBook(parts.store.status.all());
  }

  start(): void {
    const { air } = this.parts;
    this.leave = [air.onEvent((event) => this.take(event)), air.onPeer((up) => this.peer(up))];
    this.peer(air.peer !== null);
    this.saveTimer = setInterval(() => this.guarded(() => this.save()), SAVE_MS);
  }

  stop(): void {
    for (const leave of this.leave) leave();
    clearTimeout(this.eventsTimer);
    clearInterval(this.saveTimer);
    this.guarded(() => {
      this.flush();
      this.save();
    });
  }

  private peer(connected: boolean): void {
    const pid = connected ? this.parts.air.peer?.pid : undefined;
    if (pid === undefined) return;
    // Another process: what the one before had connected is not connected to this one.
    if (this.airPid !== undefined && this.airPid !== pid)
      for (const id of this.book.allGone()) this.announce(id, this.parts.clock.nowMs());
    this.airPid = pid;
  }

  private take(event: AirEvent): void {
    switch (event.type) {
      case "presence":
      case "status":
      case "telemetry":
        if (this.book.take(event)) this.announce(event.speaker, event.at);
        return;
      case "trouble":
        this.trouble(event);
        return;
      case "sounding":
        this.sounding(event);
        return;
      default:
        return;
    }
  }

  private announce(speaker: string, atMs: number): void {
    const { online, why, bootId } = this.book.get(speaker);
    this.queue({
      atMs,
      kind: online ? "speaker-online" : "speaker-offline",
      subject: speaker,
      site: this.parts.fleet.view().siteOf(speaker) ?? null,
      body: { why, bootId },
    });
  }

  private trouble({ code, detail, speaker, at }: Extract<AirEvent, { type: "trouble" }>): void {
    this.parts.log.warn({ code, speaker }, `air: ${detail}`);
    const site = speaker === undefined ? null : (this.parts.fleet.view().siteOf(speaker) ?? null);
    this.queue({ atMs: at, kind: "trouble", subject: speaker ?? "air", site, body: { code, detail } });
  }

  /** Which speakers, for whoever sees their sites. */
  private sounding({
    broadcast,
    started,
    stopped,
    sounding,
    at,
  }: Extract<AirEvent, { type: "sounding" }>): void {
    const sorted = bySite({ started, stopped }, (id) => this.parts.fleet.view().siteOf(id));
    const body = { sounding, bySite: sorted };
    this.queue({ atMs: at, kind: "broadcast-sounding", subject: broadcast, site: null, body });
  }

  private queue(event: NewEvent): void {
    if (this.waiting.length >= MAX_WAITING) return;
    this.waiting.push(event);
    this.eventsTimer ??= setTimeout(() => this.guarded(() => this.flush()), EVENTS_MS);
  }

  private flush(): void {
    this.eventsTimer = undefined;
    const events = this.waiting;
    this.waiting = [];
    if (events.length === 0) return;
    this.parts.store.tx(() => {
      for (const event of events) this.parts.store.events.append(event);
    });
    this.parts.feed.wake();
  }

  private save(): void {
    const rows = this.book.takeUnsaved();
    if (rows.length > 0) this.parts.store.status.save(rows);
  }

  /** A full disk must not end the process that could still stop a broadcast. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.parts.log.error({ error }, "what speakers reported could not be stored; see the disk");
    }
  }
}
