import type { TalkHolder, TalkSource } from "@dalaba/api";
import type { Receipt, Refusal } from "@dalaba/protocol";
import { endEntry, ticketOf } from "./broadcast-lines";
import { type BroadcastParts, nowMs } from "./broadcast-parts";
import type { Delays } from "./delay-policy";
import { foresee } from "./foresight";
import type { AirCalls, LiveBroadcast as LiveView } from "./ipc";
import type { BeginLine } from "./journal-line";
import { recordedSamples } from "./last-granule";
import type { LatencyBoard } from "./latency-board";
import { LiveBroadcast } from "./live-broadcast";
import { SoundingTeller } from "./sounding-teller";
import type { Actor, Ticket } from "./ticket";
import type { VerifiedUpward } from "./upward-desk";

/** Broadcasts that have ended are remembered for late receipts and returning speakers, so many at most. */
const MAX_ENDED = 256;
const MAX_RECEIPTS = 16_384;
/** After a crash speakers need some seconds to come back with their receipts. */
const COMEBACK_MS = 20_000;
/** Live broadcasts at once: a town has rooms for a handful. */
export const MAX_LIVE = 32;
const TICK_MS = 50;
/** A tick that comes so late tells that `air` stood still (a laptop's lid, SIGSTOP, a machine that swaps), ms. */
const STOOD_STILL_MS = 500;

/** All broadcasts that are on air, are ending, or ended a short while ago. */
export class OnAir {
  readonly #parts: BroadcastParts;
  readonly #broadcasts = new Map<string, LiveBroadcast>();
  /** Receipts already journalled, oldest first. */
  readonly #receipts = new Set<string>();
  readonly #soundings: SoundingTeller;
  #timer: NodeJS.Timeout | undefined;
  #tickedAtMs = 0;

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
    this.#soundings = new SoundingTeller((event) => parts.tell(event));
  }

  /** Offers the broadcast of a ticket. */
  async begin(
    ticket: Ticket,
    source: TalkSource,
    t0Us: number,
  ): Promise<{ readonly ok: true; readonly t0Us: number; readonly broadcast: LiveBroadcast } | Refusal> {
    if (this.#broadcasts.has(ticket.broadcast))
      return { ok: false, code: "uplink-ticket", detail: "this broadcast has begun before" };
    const broadcast = new LiveBroadcast(this.#parts, ticket);
    this.#keep(broadcast);
    const begun = await broadcast.begin(source, t0Us);
    if (begun.ok) return { ...begun, broadcast };
    this.#broadcasts.delete(ticket.broadcast);
    return begun;
  }

  #keep(broadcast: LiveBroadcast): void {
    this.#broadcasts.set(broadcast.ticket.broadcast, broadcast);
    if (this.#timer) return;
    this.#tickedAtMs = nowMs(this.#parts.clocks);
    this.#timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** D of a broadcast that begins now, µs. */
  delays(ticket: Pick<Ticket, "kind" | "class">): Delays {
    return this.#parts.delays.of(ticket, nowMs(this.#parts.clocks));
  }

  get latency(): LatencyBoard {
    return this.#parts.latency;
  }

  get(broadcast: string): LiveBroadcast | undefined {
    return this.#broadcasts.get(broadcast);
  }

  /** On air now, the ones being offered included. */
  live(): LiveBroadcast[] {
    return [...this.#broadcasts.values()].filter(({ phase }) => phase === "offering" || phase === "on-air");
  }

  /** What may sound at a speaker: what is on air, and what has been sent and is still in its tail. */
  #sounding(): LiveBroadcast[] {
    return [...this.#broadcasts.values()].filter(({ phase, sounds }) => phase === "offering" || sounds);
  }

  /** Ends at once what may be ended with this priority (wire.md 5, rule 7). */
  stop(ask: AirCalls["stop"]["ask"]): AirCalls["stop"]["answer"] {
    const all = ask.broadcasts === "all";
    const ids = all ? this.#sounding().map(({ ticket }) => ticket.broadcast) : ask.broadcasts;
    const stopped: Array<{ broadcast: string }> = [];
    const notFound: string[] = [];
    const refused: Array<{ broadcast: string; code: string }> = [];
    for (const id of ids as readonly string[]) {
      const broadcast = this.#broadcasts.get(id);
      if (!broadcast || (broadcast.phase !== "offering" && !broadcast.sounds)) notFound.push(id);
      else if (broadcast.ticket.priority > ask.priority)
        refused.push({ broadcast: id, code: "priority-too-high" });
      else {
        broadcast.finish({ because: "stopped", why: "" }, ask.by);
        stopped.push({ broadcast: id });
      }
    }
    return { stopped, notFound, refused };
  }

  /** What verified speakers say about broadcasts. */
  heard({ speaker, message, raw, retained }: VerifiedUpward): void {
    if (retained || message.type === "status" || message.type === "telemetry") return;
    const broadcast = this.#broadcasts.get(message.broadcast);
    const audience = broadcast?.audience;
    if (message.type === "ack") audience?.ack(speaker, message);
    else if (message.type === "report") broadcast?.reported(speaker, message);
    else if (this.#isNews(speaker, message)) {
      // Also of a broadcast nobody remembers here: the store may.
      const { firstSampleAtUs, firstMediaTime } = message;
      const plannedAtUs = firstSampleAtUs > 0 ? broadcast?.plannedAtUs(speaker, firstMediaTime) : undefined;
      if (plannedAtUs !== undefined && broadcast?.ticket.kind === "talk")
        this.#parts.latency.sounded(firstSampleAtUs - plannedAtUs, nowMs(this.#parts.clocks));
      this.#parts.journal.write({
        type: "receipt",
        ...(plannedAtUs === undefined ? {} : { plannedAtUs }),
        broadcast: message.broadcast,
        speaker,
        verified: true,
        receipt: message,
        raw: Buffer.from(raw).toString("base64"),
      });
      audience?.receipt(speaker, message);
    }
  }

  #isNews(speaker: string, receipt: Receipt): boolean {
    const key = `${speaker}:${JSON.stringify(receipt)}`;
    if (this.#receipts.has(key)) return false;
    this.#receipts.add(key);
    if (this.#receipts.size > MAX_RECEIPTS)
      this.#receipts.delete(this.#receipts.values().next().value as string);
    return true;
  }

  connected(speaker: string): void {
    for (const broadcast of this.#broadcasts.values()) broadcast.audience.connected(speaker);
  }

  away(speaker: string, reason: "disconnected" | "disabled"): void {
    for (const broadcast of this.#broadcasts.values()) broadcast.audience.away(speaker, reason);
    this.#parts.prediction.forget(speaker);
  }

  /** Ends everything at one speaker; resolves when the orders have left. */
  async silence(speaker: string): Promise<void> {
    await Promise.all(this.#sounding().map((broadcast) => broadcast.audience.silence(speaker)));
  }

  /** True while the broadcast goes on for this speaker: the lease in clock replies. */
  goesOn(speaker: string, id: string): boolean {
    return this.#broadcasts.get(id)?.goesOn(speaker) ?? false;
  }

  /** Broadcasts a speaker was offered: it may subscribe to their audio. */
  offered(speaker: string): ReadonlySet<string> {
    return new Set(
      this.live()
        .filter((broadcast) => broadcast.has(speaker))
        .map(({ ticket }) => ticket.broadcast),
    );
  }

  view(): LiveView[] {
    return [...this.#broadcasts.values()]
      .filter(({ phase }) => phase !== "settled")
      .map((broadcast) => broadcast.view());
  }

  /** What would become of a broadcast, were it offered now. */
  async foresee(ask: AirCalls["foresee"]["ask"]): Promise<AirCalls["foresee"]["answer"]> {
    const speakers = await foresee(this.#parts, ask);
    const named = new Set(
      speakers.flatMap(({ holder, moves }) => [holder, ...moves.map((move) => move.broadcast)]),
    );
    return { speakers, broadcasts: [...named].flatMap((id) => this.#broadcasts.get(id)?.face ?? []) };
  }

  /** Who holds the speakers that refused this broadcast for it, the one that holds most first. */
  holders(broadcast: LiveBroadcast): TalkHolder[] {
    const utcMs = this.#parts.clocks.utcMs();
    return broadcast.audience.lanes.holders().flatMap(({ holder, speakers }) => {
      const face = this.#broadcasts.get(holder)?.face;
      if (!face) return [];
      const { actor, to, priority, startedAtUtcMs } = face;
      const forMs = Math.max(0, utcMs - startedAtUtcMs);
      return [{ broadcast: holder, by: actor.name, to, priority, forMs, speakers }];
    });
  }

  /** Ends what a crash left on air; its speakers are told when they come back. */
  recover(unended: readonly BeginLine[]): void {
    const { clocks, journal, dataFolder, log } = this.#parts;
    for (const line of unended) {
      const samples = line.recording === null ? 0 : recordedSamples(`${dataFolder}/${line.recording}`);
      const frames = Math.floor(samples / 960);
      const sum = { frames, endMediaTime: frames * 960, firstFrameAtUs: null, lastFrameAtUs: null };
      const ending = { because: "air-restarted", why: "" } as const;
      journal.writeNow(endEntry(line.broadcast, ending, null, sum, line.recording));
      log.warn({ broadcast: line.broadcast }, "a broadcast was on air when air ended; it is ended now");
      const offered = line.speakers.filter(({ state }) => state === "offered").map(({ id }) => id);
      const settleAt = nowMs(clocks) + COMEBACK_MS;
      this.#keep(LiveBroadcast.leftOver(this.#parts, ticketOf(line), offered, line.endsByUtcMs, settleAt));
    }
  }

  /** Runs every 50 ms while there are broadcasts. */
  tick(): void {
    const { clocks } = this.#parts;
    const atMs = nowMs(clocks);
    const gapMs = atMs - this.#tickedAtMs;
    this.#tickedAtMs = atMs;
    if (gapMs > STOOD_STILL_MS)
      for (const broadcast of this.#broadcasts.values()) broadcast.stoodStill(gapMs);
    for (const broadcast of this.#broadcasts.values()) broadcast.tick(atMs);
    this.#prune(clocks.utcMs());
    this.#soundings.tick(this.#broadcasts, atMs, clocks.utcMs());
    if (this.#broadcasts.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #prune(utcMs: number): void {
    let surplus = this.#broadcasts.size - MAX_ENDED;
    for (const [id, { phase, endsByUtcMs }] of this.#broadcasts) {
      if (phase !== "settled") continue;
      if (utcMs > endsByUtcMs || surplus > 0) {
        this.#broadcasts.delete(id);
        surplus--;
      }
    }
  }

  /** Ends everything that is on air, as a shutdown does, and the timer. */
  close(by: Actor | null): void {
    for (const broadcast of this.live()) broadcast.finish({ because: "sender-lost", why: "shutdown" }, by);
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
