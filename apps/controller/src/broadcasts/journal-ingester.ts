import type { SiteId } from "@dalaba/core";
import { type Store, storeFault } from "@dalaba/store";
import type { JournalPosition } from "../air/journal-line";
import { type AirLink, type StoppableAsk, stoppableAsk } from "../air-link";
import type { AloneLedger } from "../bundle";
import type { Clock } from "../clock";
import type { EventFeed } from "../feed/types";
import type { Log } from "../log";
import type { TroubleBoard } from "../trouble";
import { BroadcastLedger, JOURNAL } from "./broadcast-ledger";
import { type JournalFault, JournalReader, type JournalStep } from "./journal-reader";
import { SettleWaiters } from "./settle-waiters";

/** Counts are told at most this often, ms. */
const PROGRESS_MS = 250;
/** After a failed write (a full disk) it is tried again, ms. */
const RETRY_MS = 1_000;
const SWEEP_MS = 5_000;

export interface IngesterParts {
  readonly store: Store;
  readonly air: AirLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly feed: EventFeed;
  readonly troubles: TroubleBoard;
  /** `$DALABA_DATA/journal`. */
  readonly folder: string;
  siteOf(speaker: string): SiteId | undefined;
  /** What is made of receipts of what speakers played alone; left out: they are dropped. */
  readonly alone?: Pick<AloneLedger, "entries">;
}

/** Takes `air`'s journal into the store, each line exactly once, as fast as `air` says it is on disk. */
export class JournalIngester {
  readonly waiters = new SettleWaiters();
  private readonly parts: IngesterParts;
  private readonly air: StoppableAsk;
  private readonly reader: JournalReader;
  private readonly ledger: BroadcastLedger;
  private limit: JournalPosition | undefined;
  private working = false;
  private stopped = false;
  private lastLine: number | undefined;
  /** `air` was met anew: what the store holds for open is compared with what it has on air. */
  private toCompare = false;
  private suspects: ReadonlySet<string> = new Set();
  private retry: NodeJS.Timeout | undefined;
  private sweepTimer: NodeJS.Timeout | undefined;
  private progressTimer: NodeJS.Timeout | undefined;
  private leave: (() => void)[] = [];
  private idle: (() => void)[] = [];

  constructor(parts: IngesterParts) {
    this.parts = parts;
    this.air = stoppableAsk(parts.air);
    this.reader = new JournalReader(parts.folder);
    this.ledger = new BroadcastLedger(parts);
  }

  start(): void {
    const { air } = this.parts;
    this.leave = [
      air.onPeer((connected) => {
        this.toCompare = connected;
      }),
      air.onEvent((event) => {
        if (event.type === "journal") this.durable({ segment: event.segment, offset: event.offset });
      }),
    ];
    this.sweepTimer = setInterval(() => this.sweep(), SWEEP_MS);
  }

  /** What time alone brings about; the timer calls it. */
  sweep(): void {
    this.guarded(() => this.ledger.settleForgotten());
    if (this.toCompare && !this.working && !this.stopped) void this.work();
  }

  /** `air` is met, and all that it had on disk when it last said so is in the store. */
  get caughtUp(): boolean {
    if (this.limit === undefined || this.working || this.toCompare) return false;
    return this.reader.next(this.parts.store.journal.position(JOURNAL), this.limit) === undefined;
  }

  /** Resolves when the step at hand is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const leave of this.leave) leave();
    clearInterval(this.sweepTimer);
    clearTimeout(this.progressTimer);
    clearTimeout(this.retry);
    this.waiters.close();
    this.air.stop();
    if (this.working) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  /** Up to here the journal is on disk. */
  durable(limit: JournalPosition): void {
    this.limit = limit;
    if (!this.working && !this.stopped) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    clearTimeout(this.retry);
    try {
      // Requests are answered between two steps.
      while (!this.stopped && this.step()) await new Promise((resolve) => setImmediate(resolve));
      if (this.toCompare && !this.stopped) await this.compare();
    } catch (error) {
      this.failed(error);
    }
    this.working = false;
    for (const done of this.idle.splice(0)) done();
  }

  private step(): boolean {
    const from = this.parts.store.journal.position(JOURNAL);
    const step = this.limit && this.reader.next(from, this.limit);
    if (!step) return false;
    this.report(step);
    this.written(this.takeIn(step));
    this.reader.deleteIngested(step.to);
    this.parts.troubles.clear("store-writes");
    return true;
  }

  /** Whole, or line by line where one of them is beyond us: that one is passed over and named. */
  private takeIn(step: JournalStep): readonly string[] {
    try {
      return this.ledger.take(step);
    } catch (error) {
      if (storeFault(error) !== undefined) throw error;
    }
    const settled: string[] = [];
    let from = step.from;
    for (const one of [...step.lines, undefined]) {
      const to = one ? { ...step.to, offset: one.end } : step.to;
      if (to.offset === from.offset) continue;
      try {
        settled.push(...this.ledger.take({ from, to, lines: one ? [one] : [] }));
      } catch (error) {
        if (storeFault(error) !== undefined) throw error;
        const detail = `line ${one?.line.n} cannot be taken in: ${error instanceof Error ? error.message : error}`;
        this.fault({ code: "journal-damaged", detail });
        this.ledger.take({ from, to, lines: [] });
      }
      from = to;
    }
    return settled;
  }

  private written(settled: readonly string[]): void {
    for (const broadcast of settled) this.waiters.settled(broadcast);
    if (this.ledger.hasProgress)
      this.progressTimer ??= setTimeout(() => this.guarded(() => this.tell()), PROGRESS_MS);
    this.parts.feed.wake();
  }

  private tell(): readonly string[] {
    this.progressTimer = undefined;
    this.ledger.tellProgress();
    return [];
  }

  /**
   * The journal is read to its end; what the store holds for open and `air` does not have on air, twice in a row, has
   * ended without a word. Once is not enough: the line that says so may still be on its way to the disk.
   */
  private async compare(): Promise<void> {
    const { store } = this.parts;
    const answer = await this.air.ask("onair", {});
    if (!answer.ok || this.stopped) return;
    const onAir = new Set(answer.value.broadcasts.map(({ broadcast }) => broadcast));
    const missing = store.broadcasts.open().flatMap(({ id }) => (onAir.has(id) ? [] : [id]));
    const gone = missing.filter((id) => this.suspects.has(id));
    this.suspects = new Set(missing.filter((id) => !gone.includes(id)));
    this.toCompare = this.suspects.size > 0;
    this.written(this.ledger.endUnknown(gone));
  }

  private report({ faults, lines }: JournalStep): void {
    for (const fault of faults) this.fault(fault);
    for (const { line } of lines) {
      if (this.lastLine !== undefined && line.n > this.lastLine + 1)
        this.fault({
          code: "journal-gap",
          detail: `lines ${this.lastLine + 1} to ${line.n - 1} are missing`,
        });
      this.lastLine = line.n;
    }
  }

  private fault({ code, detail }: JournalFault): void {
    this.parts.log.error({ code }, `the journal of air: ${detail}`);
    this.parts.troubles.hang("journal", { code, detail, grave: false });
  }

  private failed(error: unknown): void {
    const code = storeFault(error) ?? "our-fault";
    const detail = error instanceof Error ? error.message : String(error);
    this.parts.log.error(
      { code, error },
      "what happened on air could not be stored; it is kept in the journal",
    );
    this.parts.troubles.hang("store-writes", { code, detail });
    if (!this.stopped) this.retry = setTimeout(() => void this.work(), RETRY_MS);
  }

  private guarded(work: () => readonly string[]): void {
    try {
      this.written(work());
    } catch (error) {
      this.failed(error);
    }
  }
}
