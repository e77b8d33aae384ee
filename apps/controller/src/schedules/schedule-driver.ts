import { randomBytes } from "node:crypto";
import { type Outcome, refuse } from "@dalaba/core";
import {
  type DueDecision,
  decideDue,
  type PlannedOccurrence,
  quietWithin,
  type Schedule,
} from "@dalaba/core/schedule";
import type { Store, StoredOccurrence } from "@dalaba/store";
import type { RecordedEnd } from "../broadcasts";
import type { Clock } from "../clock";
import type { Log } from "../log";
import type { OccurrencePlayer, Prepared } from "./occurrence-player";
import type { ScheduleBook } from "./schedule-book";

const MINUTE_MS = 60_000;
/** A change is planned at once; beside that, so often. */
const PLAN_MS = 10 * MINUTE_MS;
/** How far ahead occurrences are written down. */
const AHEAD_MS = 26 * 60 * MINUTE_MS;
/** What is due so soon is made ready. */
const READY_MS = 2 * MINUTE_MS;
/** Stored sound leaves so much before it sounds: what is due at seven sounds at seven. */
const LEAD_MS = 1_450;
/** The longest nap: clocks are stepped, and a timer does not know. */
const NAP_MS = 1_000;
/** What is left must be worth a sentence. */
const WORTH_JOINING_MS = 3_000;
/** Rows of what was decided are kept so long. */
const KEPT_MS = 180 * 24 * 60 * MINUTE_MS;

/** Refusals after which nothing has sounded and another try may. */
const AGAIN = new Set(["air-unreachable", "air-starting", "too-busy"]);

export interface DriverParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly book: ScheduleBook;
  readonly player: OccurrencePlayer;
  durationMs(announcement: string): number | null;
  /** `air` listens. */
  ready(): boolean;
  /** Everything that `air` journalled is in the store. Costs a look at the disk: asked until it was so once. */
  caughtUp(): boolean;
  /** Ends a broadcast that nobody sends any more. */
  stop(broadcast: string, priority: number): Promise<void>;
  changed(occurrence: string): void;
}

/** Sounds what is due: plans ahead, claims each occurrence once, and goes on with what a crash cut. */
export class ScheduleDriver {
  private readonly parts: DriverParts;
  private timer: NodeJS.Timeout | undefined;
  private plannedAtMs = Number.NEGATIVE_INFINITY;
  private recovered = false;
  private working = false;
  private stopped = true;
  private readonly prepared = new Map<string, Promise<Outcome<Prepared>>>();
  private readonly busy = new Set<Promise<void>>();

  constructor(parts: DriverParts) {
    this.parts = parts;
  }

  start(): void {
    this.stopped = false;
    this.nap(0);
  }

  /** A schedule, a calendar or an announcement was changed. */
  changed(): void {
    this.parts.book.changed();
    this.plannedAtMs = Number.NEGATIVE_INFINITY;
    this.prepared.clear();
    this.nap(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all(this.busy);
  }

  private nap(ms: number): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.step(), ms);
  }

  private async step(): Promise<void> {
    if (this.working || this.stopped) return;
    this.working = true;
    try {
      this.nap(await this.work());
    } catch (error) {
      this.parts.log.error({ err: error }, "schedules could not be looked at; it is tried again in a second");
      this.nap(NAP_MS);
    } finally {
      this.working = false;
    }
  }

  /** Answers when to look again, ms from now. */
  private async work(): Promise<number> {
    const { clock, book, store, durationMs, ready, caughtUp } = this.parts;
    const nowMs = clock.nowMs();
    if (Math.abs(nowMs - this.plannedAtMs) > PLAN_MS) {
      book.plan(nowMs, nowMs + AHEAD_MS);
      store.occurrences.prune(nowMs - KEPT_MS);
      this.plannedAtMs = nowMs;
    }
    if (!ready()) return NAP_MS;
    if (!this.recovered) {
      if (!caughtUp()) return NAP_MS;
      await this.recover();
      this.recovered = true;
    }
    const waiting = store.occurrences.waitingUntil(nowMs + READY_MS);
    this.prepareSoon(waiting);
    const schedule = (id: string) => book.schedule(id);
    const due = decideDue({ waiting, schedule, durationMs }, clock.nowMs() + LEAD_MS);
    for (const decision of due.decisions) this.decide(decision);
    const nextMs = (due.wakeAtUtcMs ?? Number.POSITIVE_INFINITY) - LEAD_MS - clock.nowMs();
    return Math.max(0, Math.min(NAP_MS, nextMs));
  }

  private prepareSoon(waiting: readonly PlannedOccurrence[]): void {
    for (const each of waiting) void this.preparedOf(each);
  }

  private preparedOf(occurrence: PlannedOccurrence): Promise<Outcome<Prepared>> | undefined {
    const schedule = this.parts.book.schedule(occurrence.schedule);
    if (schedule === undefined) return undefined;
    const known = this.prepared.get(occurrence.id);
    if (known !== undefined) return known;
    // Nobody may wait for it when it fails, on a full disk for example: that is an outcome like another.
    const made = this.parts.player.prepare(occurrence, schedule).catch((error: unknown) => {
      this.parts.log.error(
        { err: error, occurrence: occurrence.id },
        "an occurrence could not be made ready",
      );
      return refuse("our-fault", error instanceof Error ? error.message : String(error));
    });
    this.prepared.set(occurrence.id, made);
    return made;
  }

  /** Claims it before anything sounds: whoever crashes from here on has decided it. */
  private decide({ occurrence, decision }: DueDecision): void {
    const { store, clock, book, changed } = this.parts;
    const { id } = occurrence;
    const schedule = book.schedule(occurrence.schedule);
    if (schedule === undefined) this.skip(occurrence, "schedule-unknown");
    else if (decision.act === "skip") this.skip(occurrence, decision.why);
    else if (this.isQuiet(occurrence, schedule)) this.skip(occurrence, "quiet-hours");
    else if (store.occurrences.claim(id, id, clock.nowMs())) {
      changed(id);
      const positionMs = decision.act === "join" ? decision.positionMs : 0;
      this.run(this.sound(occurrence, schedule, { broadcast: id, positionMs }));
    }
  }

  private skip({ id, schedule }: PlannedOccurrence, because: string): void {
    const { store, clock, log, changed } = this.parts;
    this.prepared.delete(id);
    if (!store.occurrences.skip(id, because, clock.nowMs())) return;
    log.info({ schedule, occurrence: id, because }, "an occurrence is skipped");
    changed(id);
  }

  private isQuiet({ announcement, utcMs }: PlannedOccurrence, { zone }: Schedule): boolean {
    const { book, clock, durationMs } = this.parts;
    const atMs = Math.max(utcMs, clock.nowMs());
    return quietWithin(atMs, durationMs(announcement) ?? 0, zone, book.quietHours()) !== undefined;
  }

  private run(work: Promise<void>): void {
    const told = work.catch((error: unknown) =>
      this.parts.log.error({ err: error }, "an occurrence could not be played; report this line"),
    );
    this.busy.add(told);
    void told.finally(() => this.busy.delete(told));
  }

  private async sound(
    occurrence: PlannedOccurrence,
    schedule: Schedule,
    sounding: { readonly broadcast: string; readonly positionMs: number },
  ): Promise<void> {
    const { store, log, player, changed } = this.parts;
    const { id } = occurrence;
    const prepared = await this.preparedOf(occurrence);
    this.prepared.delete(id);
    if (prepared?.ok) {
      store.occurrences.lasts(id, prepared.value.durationMs);
      const played = await player.play(prepared.value, schedule, sounding, (end) =>
        this.over(occurrence, end),
      );
      if (played.ok) return;
      if (AGAIN.has(played.code) && !this.begun(sounding.broadcast)) {
        if (sounding.positionMs === 0) store.occurrences.release(id);
        else this.later(() => this.rejoin(id));
        this.nap(NAP_MS);
        return;
      }
      store.occurrences.end(id, played.code);
      log.warn({ occurrence: id, schedule: schedule.id, code: played.code }, `not played: ${played.detail}`);
    } else {
      const code = prepared?.code ?? "schedule-unknown";
      store.occurrences.end(id, code);
      log.warn({ occurrence: id, schedule: schedule.id, code }, "not played; see the code");
    }
    changed(id);
  }

  private begun(broadcast: string): boolean {
    return this.parts.store.broadcasts.get(broadcast) !== undefined;
  }

  private over({ id }: PlannedOccurrence, end: RecordedEnd): void {
    if (this.stopped) return;
    const lost = end.type === "ended" && end.because === "air-lost";
    if (lost) {
      this.later(() => this.rejoin(id));
      return;
    }
    this.parts.store.occurrences.end(id, end.type === "error" ? end.code : null);
    this.parts.changed(id);
  }

  private later(work: () => Promise<void>): void {
    setTimeout(() => {
      if (!this.stopped) this.run(work());
    }, NAP_MS);
  }

  /** After a start: what was begun goes on, what was claimed and never sounded is decided anew. */
  private async recover(): Promise<void> {
    const { store } = this.parts;
    for (const { id, broadcast } of store.occurrences.inState("begun")) {
      // Under another id it goes on with what sounded before: whether that other one began, too, is all the same.
      if (broadcast !== null && (broadcast !== id || this.begun(broadcast))) await this.rejoin(id);
      else store.occurrences.release(id);
    }
  }

  /** Goes on with what was cut at the place where it would be by now; ends it where too little is left. */
  private async rejoin(id: string): Promise<void> {
    const { store, clock, book, changed } = this.parts;
    const row = store.occurrences.get(id);
    if (row === undefined || row.state !== "begun" || row.broadcast === null) return;
    const before = store.broadcasts.get(row.broadcast);
    const schedule = book.schedule(row.schedule);
    const positionMs = clock.nowMs() + LEAD_MS - startedAtMs(row);
    const left = (row.durationMs ?? 0) - positionMs;
    const done = before?.endedBecause === "finished" || before?.endedBecause === "stopped";
    if (done || schedule === undefined || left < WORTH_JOINING_MS) {
      store.occurrences.end(id, done ? null : "cut-short");
      changed(id);
      return;
    }
    if (before !== undefined && before.endedAtMs === null)
      await this.parts.stop(row.broadcast, before.priority);
    // Another id: speakers never begin one twice, and what they played of it stands.
    const broadcast = randomBytes(8).toString("hex");
    store.occurrences.join(id, broadcast);
    await this.sound(row, schedule, { broadcast, positionMs: Math.max(1, positionMs) });
  }
}

/** When its first sound was: at its time, or, where its policy let it begin after it would have been over, when it was claimed. */
function startedAtMs({ utcMs, decidedAtMs, durationMs }: StoredOccurrence): number {
  const claimedMs = (decidedAtMs ?? utcMs) + LEAD_MS;
  return claimedMs - utcMs > (durationMs ?? 0) - WORTH_JOINING_MS ? Math.max(utcMs, claimedMs) : utcMs;
}
