import type { Ack, Claim, DelayClass, Receipt, Report, Scope, Stop, Timeline } from "@dalaba/protocol";
import type { SignedOffers } from "./broadcast-offers";
import { type BroadcastParts, nowMs } from "./broadcast-parts";
import type { AudioRoute } from "./downlink";
import type { LiveSpeaker, LiveSpeakerState } from "./ipc";
import { keepsClip } from "./keeps-clip";
import { type Lane, Lanes } from "./lanes";
import { limitsOf } from "./limits-of";
import { claimOf, type OfferFacts, offerOf, retimeOf, stopOf } from "./offer-of";
import { type AddressedScope, single } from "./offer-scopes";
import { OrderDesk } from "./order-desk";
import { LATE_REPEATS_MS } from "./order-repeats";
import { PROGRESS_LIMITS } from "./progress";
import type { Ticket } from "./ticket";

/** Nothing of the broadcast is there: no STOP is needed. */
const UNTOUCHED: readonly LiveSpeakerState[] = ["offline", "refused"];

/** Whoever holds it, or may come to. */
const FOLLOWING: readonly LiveSpeakerState[] = ["offered", "accepted", "queued", "sounding"];

/** 0.3 ms of a tick of 50: who does not answer needs no prediction soon, and the others get theirs with the answer. */
const PREDICTED_PER_TICK = 32;

/** What an audience is given when its broadcast goes on air. */
export interface OnAirFacts {
  readonly facts: OfferFacts;
  readonly scopes: readonly AddressedScope[];
  readonly route: AudioRoute;
  /** mediaTime after the newest frame that left. */
  sentMediaTime(): number;
}

export interface Stopping {
  readonly reason: Stop["reason"];
  /** undefined = silence at once. */
  readonly endMediaTime: number | undefined;
  readonly untilUtcMs: number;
}

/** The speakers of one broadcast: who was offered it, what they answered, who keeps up, whose receipt is in. */
export class Audience {
  readonly lanes: Lanes;
  readonly #parts: BroadcastParts;
  readonly #ticket: Ticket;
  readonly #desk: OrderDesk;
  #onAir: OnAirFacts | undefined;
  #claim: Claim | undefined;
  #scopes: readonly AddressedScope[] = [];
  #stopping: Stopping | undefined;
  /** Offered, and what that does there not yet reckoned. */
  readonly #unpredicted = new Set<string>();
  /** Speakers whose watchdog ended it in a pause of the source: offered again with the next frame. */
  readonly #asleep = new Set<string>();

  constructor(parts: BroadcastParts, ticket: Ticket) {
    this.#parts = parts;
    this.#ticket = ticket;
    this.#desk = new OrderDesk(parts);
    this.lanes = new Lanes(
      ticket.speakers.map((id) => ({ id, delayClass: parts.book.get(id)?.entry.delayClass ?? "lan" })),
    );
  }

  /** Sends the signed offers to who is online; their audio goes to the route from now on. */
  offer(onAir: OnAirFacts, offers: SignedOffers["offers"], online: ReadonlySet<string>): void {
    this.#onAir = onAir;
    this.#scopes = onAir.scopes;
    this.#claim = claimOf(onAir.facts);
    for (const { addressed, signed } of offers) {
      const to = addressed.speakers.filter((id) => online.has(id));
      // First the order leaves; an answer cannot come before this turn of the event loop is over.
      this.#desk.send(signed, addressed.scope, to);
      for (const id of to) this.#offered(id, onAir);
    }
  }

  #offered(id: string, { route }: OnAirFacts): void {
    this.lanes.offered(id, nowMs(this.#parts.clocks));
    if (!keepsClip(this.#parts.board, this.#ticket, id)) route.add(id);
    this.#unpredicted.add(id);
  }

  /** Reckons what the offer does at a speaker. Not before the first frames: 270 of these are a third of one. */
  #predict(id: string): void {
    if (!this.#unpredicted.delete(id) || !this.#claim) return;
    const { prediction, clocks } = this.#parts;
    prediction.offer(id, this.#claim, limitsOf(this.#parts, id), clocks.utcMs());
  }

  #predictSome(most: number): void {
    let left = most;
    for (const id of this.#unpredicted) {
      if (left-- <= 0) return;
      this.#predict(id);
    }
  }

  /** When the first sample is due in a delay class, serverTime ms; `laterMs` for who waits for others. */
  soundsAtMs(delayClass: DelayClass, laterMs = 0): number {
    const facts = this.#onAir?.facts;
    return ((facts?.t0Us ?? 0) + (facts?.delayUs[delayClass] ?? 0)) / 1000 + laterMs;
  }

  laterMs(speaker: string): number {
    return this.#ticket.laterMs?.[speaker] ?? 0;
  }

  /** A STOP to everyone; offers, and a STOP before this one, are repeated no more. */
  stop(stopping: Stopping): void {
    this.#onAir = undefined;
    this.#stopping = stopping;
    this.#desk.clear();
    this.#unpredicted.clear();
    const { prediction, clocks } = this.#parts;
    for (const { id } of this.lanes.all())
      prediction.ended(id, this.#ticket.broadcast, limitsOf(this.#parts, id), clocks.utcMs());
    void this.#desk.stop(
      (scope) => this.#stopOrder(scope, stopping),
      this.#scopes,
      (id) => !UNTOUCHED.includes(this.lanes.get(id)?.state ?? "offline"),
    );
  }

  /** Everybody follows another timeline from now on; whoever is offered it later is told that one at once. */
  retime(facts: OfferFacts, rev: number, timeline: Timeline): void {
    if (!this.#onAir) return;
    this.#onAir = { ...this.#onAir, facts };
    const follows = (id: string): boolean => FOLLOWING.includes(this.lanes.get(id)?.state ?? "offline");
    void this.#desk.retime((scope) => retimeOf(facts, scope, rev, timeline), this.#scopes, follows);
  }

  /** After a crash: these were offered it, and whoever comes back is told to stop. */
  leftOver(offered: readonly string[], stopping: Stopping): void {
    this.#stopping = stopping;
    for (const id of offered) {
      const lane = this.lanes.get(id);
      if (lane) lane.state = "cut";
    }
  }

  #stopOrder(scope: Scope, { reason, endMediaTime, untilUtcMs }: Stopping): Stop {
    return stopOf(this.#ticket, scope, reason, endMediaTime, untilUtcMs);
  }

  /** A speaker is there (again): it is offered what goes on, or told that it ended. */
  connected(speaker: string): void {
    const state = this.lanes.get(speaker)?.state;
    const stopping = this.#stopping;
    if (this.#onAir && (state === "offline" || state === "cut")) this.#offerAgain(speaker);
    else if (stopping && (state === "cut" || state === "offered"))
      void this.#desk.stop(
        (scope) => this.#stopOrder(scope, stopping),
        [single(speaker)],
        () => true,
      );
  }

  /** A fresh signature, the same id and `issued` (wire.md 4): the speaker joins late. */
  #offerAgain(speaker: string): void {
    const parts = this.#parts;
    const onAir = this.#onAir;
    const disabled = parts.book.get(speaker)?.entry.disabled ?? true;
    if (!onAir || disabled || !parts.downlink.reaches(speaker)) return;
    // Marked before the signature: whatever comes meanwhile does not offer twice.
    this.lanes.offered(speaker, nowMs(parts.clocks));
    const addressed = single(speaker, this.laterMs(speaker) * 1000);
    void this.#desk.sign(offerOf(onAir.facts, addressed)).then((signed) => {
      if (!this.#onAir) return;
      if (!signed.ok) return parts.trouble(signed.code, signed.detail, speaker);
      parts.journal.write({ type: "offer", broadcast: this.#ticket.broadcast, speaker, late: true });
      this.#offered(speaker, onAir);
      this.#desk.send(signed, addressed.scope, [speaker], LATE_REPEATS_MS);
    });
  }

  /** The source goes on after a pause: who fell asleep in it is offered again. */
  wake(): void {
    if (this.#asleep.size === 0) return;
    const speakers = [...this.#asleep];
    this.#asleep.clear();
    for (const id of speakers) this.#offerAgain(id);
  }

  /** A speaker's connection ended, or its rights were taken away. */
  away(speaker: string, reason: "disconnected" | "disabled"): void {
    const lane = this.lanes.get(speaker);
    if (lane) this.#cut(lane, reason);
    this.#unpredicted.delete(speaker);
    this.#desk.forget(speaker);
  }

  /** Ends it at one speaker alone, at once. Resolves when the STOP has left. */
  async silence(speaker: string): Promise<void> {
    const untilUtcMs = this.#onAir?.facts.endsByUtcMs ?? this.#stopping?.untilUtcMs;
    if (untilUtcMs === undefined || !this.lanes.owing().some(({ id }) => id === speaker)) return;
    const stopping: Stopping = { reason: "disabled", endMediaTime: undefined, untilUtcMs };
    await this.#desk.stop(
      (scope) => this.#stopOrder(scope, stopping),
      [single(speaker)],
      () => true,
    );
  }

  #cut(lane: Lane, reason: "dropped-behind" | "disconnected" | "disabled"): void {
    const { counters, journal } = this.#parts;
    this.#onAir?.route.remove(lane.id);
    this.#asleep.delete(lane.id);
    if (!this.lanes.cut(lane, reason, this.#onAir?.sentMediaTime() ?? 0) || !this.#onAir) return;
    counters.add("lanes_cut_total");
    journal.write({ type: "cut", broadcast: this.#ticket.broadcast, speaker: lane.id, reason });
  }

  ack(speaker: string, ack: Ack): void {
    const lane = this.lanes.get(speaker);
    if (!lane || this.#desk.acknowledged(ack.order, speaker)) return;
    const { journal, prediction, clocks } = this.#parts;
    if (
      !this.lanes.answered(lane, ack, nowMs(clocks), this.soundsAtMs(lane.delayClass, this.laterMs(speaker)))
    )
      return;
    const { answer, why, holder, sync } = ack;
    journal.write({ type: "ack", broadcast: this.#ticket.broadcast, speaker, answer, why, holder, sync });
    if (!this.#onAir || !this.#claim) return;
    if (this.#ticket.stored !== undefined && (answer === "accept" || answer === "queued")) {
      lane.clip = ack.clip === true;
      this.#onAir.route[lane.clip ? "remove" : "add"](speaker);
    }
    this.#predict(speaker);
    prediction.answered(speaker, this.#claim, answer, limitsOf(this.#parts, speaker), clocks.utcMs());
    if (lane.state !== "refused") return;
    this.#onAir.route.remove(speaker);
    if (why === "stale-config" && !lane.staleMet) {
      lane.staleMet = true;
      this.#offerAgain(speaker);
    }
  }

  report(speaker: string, report: Report): void {
    const lane = this.lanes.get(speaker);
    if (!lane) return;
    const sent = this.#onAir?.sentMediaTime() ?? 0;
    const caughtUp = this.lanes.reported(lane, report.lastMediaTime, sent, nowMs(this.#parts.clocks));
    if (caughtUp) this.#offerAgain(speaker);
  }

  receipt(speaker: string, receipt: Receipt): void {
    const lane = this.lanes.get(speaker);
    if (!lane) return;
    const { prediction, clocks } = this.#parts;
    this.#unpredicted.delete(speaker);
    prediction.ended(speaker, this.#ticket.broadcast, limitsOf(this.#parts, speaker), clocks.utcMs());
    if (this.#onAir) {
      // The receipt of a part that a lost connection ended, while a new offer is already on its way.
      if (lane.state === "offered") return;
      if (receipt.endedBecause === "dead-stream") this.#asleep.add(speaker);
      this.#onAir.route.remove(speaker);
    }
    this.#desk.forget(speaker);
    lane.state = "done";
  }

  /** Sends what is due again; reckons on. */
  tick(atMs: number): void {
    this.#desk.tick(atMs);
    this.#predictSome(PREDICTED_PER_TICK);
  }

  /** Frees the route of who does not keep up; ends the connection of who shows no life at all. */
  judge(atMs: number): void {
    const { downlink, prediction, heardAtMs } = this.#parts;
    const { broadcast } = this.#ticket;
    const excused = (speaker: string) =>
      this.lanes.get(speaker)?.clip === true || prediction.predicted(speaker, broadcast) === "suspended";
    for (const { lane, verdict } of this.lanes.laggards(atMs, excused)) {
      this.#cut(lane, "dropped-behind");
      if (verdict !== "gone" || atMs - heardAtMs(lane.id) <= PROGRESS_LIMITS.destroyMs) continue;
      lane.why = "frozen";
      downlink.drop(lane.id, "frozen");
    }
  }

  /** At the end of all waiting: a connected speaker that owes its receipt and shows no life is frozen. */
  dropLifeless(atMs: number): void {
    const { downlink, heardAtMs } = this.#parts;
    for (const { id } of this.lanes.owing())
      if (downlink.present(id) && atMs - heardAtMs(id) > PROGRESS_LIMITS.destroyMs)
        downlink.drop(id, "frozen");
  }

  view(): LiveSpeaker[] {
    this.#predictSome(this.lanes.size);
    const { prediction } = this.#parts;
    return [...this.lanes.all()].map(({ id, state, why, holder }) => {
      return { id, state, why, holder, predicted: prediction.predicted(id, this.#ticket.broadcast) };
    });
  }
}
