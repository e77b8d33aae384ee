import {
  type Ack,
  type AdmissionRefusal,
  ALERT_PRIORITY,
  type ArbitrationInput,
  type ArbitrationState,
  admitOrder,
  arbitrate,
  type Crypto,
  type Decision,
  type Effect,
  type Limits,
  NOTHING_HELD,
  type Offer,
  type Order,
  type ReceivedOrder,
  type ReplayMemory,
  type SpeakerIdentity,
  type Stop,
} from "@dalaba/protocol";
import type { StoredProgramme } from "../programme/stored-programme";
import type { Stage } from "./stage";

/** Takes orders: admits them (SPEC 6), steps arbitration (SPEC 7), carries out its effects and answers each (SPEC 5.2). */

export interface DeskPorts {
  readonly crypto: Crypto;
  readonly stage: Stage;
  identity(): SpeakerIdentity;
  limits(utcMs: number): Limits;
  readonly programme: Pick<StoredProgramme, "played">;
  /** The answer, without the sync that whoever sends it adds. */
  ack(ack: Omit<Ack, "type" | "sync">): void;
  refused(code: AdmissionRefusal): void;
}

type Answered = Omit<Ack, "type" | "sync">;

/** As many as orders are remembered (SPEC 6.3). */
const MOST_ANSWERS = 4096;

export class OrderDesk {
  readonly #ports: DeskPorts;
  #memory: ReplayMemory = new Map();
  #state: ArbitrationState = NOTHING_HELD;
  #wakeAtUtcMs: number | undefined;
  /** By `kid:counter`. */
  readonly #answers = new Map<string, Answered>();
  /** Queued: what to answer again when it starts. */
  readonly #awaited = new Map<string, { readonly seen: string; readonly order: number }>();
  #started: string[] = [];

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  get state(): ArbitrationState {
    return this.#state;
  }

  /** Something is queued that may lapse. */
  get waiting(): boolean {
    return this.#wakeAtUtcMs !== undefined;
  }

  /** `utcMs` undefined: nothing is obeyed. */
  receive(arrived: ReceivedOrder, nowUs: number, utcMs: number | undefined): void {
    const { crypto, refused } = this.#ports;
    const admitted = admitOrder(crypto, this.#ports.identity(), this.#memory, arrived, utcMs);
    if (!admitted.ok) {
      refused(admitted.code);
      if (admitted.code === "replayed") {
        const answer = this.#answers.get(admitted.detail);
        if (answer) this.#ports.ack(answer);
      } else if (admitted.code === "stale-config" && admitted.counter !== undefined) {
        // Signed and addressed to us, or it would have been refused before.
        const { parsed } = arrived;
        const broadcast = parsed.ok ? (parsed.envelope.body.broadcast as string) : "";
        this.#ports.ack({
          broadcast,
          order: admitted.counter,
          answer: "denied",
          why: admitted.code,
          holder: "",
        });
      }
      return;
    }
    this.#memory = admitted.memory;
    const { kid, counter } = admitted.envelope;
    const seen = `${kid}:${counter}`;
    const utc = utcMs as number;
    const answer = this.#obey(admitted.order, counter, seen, admitted.authority, nowUs, utc);
    this.#remember(seen, answer);
    this.#ports.ack(answer);
    this.#confirmQueued();
  }

  #obey(
    order: Order,
    counter: number,
    seen: string,
    authority: number,
    nowUs: number,
    utcMs: number,
  ): Answered {
    if (order.type === "stop") return { order: counter, ...this.#stop(order, nowUs, utcMs) };
    const { broadcast } = order;
    if (order.type === "offer") {
      if (this.#ports.programme.played(broadcast))
        return { broadcast, order: counter, answer: "denied", why: "already-played", holder: "" };
      const decision = this.#step({ type: "offer", claim: order }, nowUs, utcMs);
      const said = decision.answer as NonNullable<Decision["answer"]>;
      if (said.answer === "queued") this.#awaited.set(broadcast, { seen, order: counter });
      return { broadcast, order: counter, ...said, ...this.#clip(broadcast) };
    }
    const held = this.#offer(broadcast);
    const why =
      held === undefined
        ? "unknown-broadcast"
        : held.priority > authority
          ? "priority-over-key"
          : (order.type === "retime" ? this.#ports.stage.retime(order) : this.#ports.stage.update(order))
            ? ""
            : "old-revision";
    return { broadcast, order: counter, answer: why === "" ? "accept" : "denied", why, holder: "" };
  }

  #clip(broadcast: string): Pick<Ack, "clip"> {
    return this.#ports.stage.fed(broadcast) ? { clip: true } : {};
  }

  /** An offer that nobody sent (SPEC 13.6): no answer is said. */
  begin(offer: Offer, nowUs: number, utcMs: number): void {
    this.#step({ type: "offer", claim: offer }, nowUs, utcMs);
    this.#confirmQueued();
  }

  /** Something of its own ends by a decision that is not arbitration's. */
  cancel(broadcast: string, nowUs: number, utcMs: number): void {
    const stop = { broadcasts: [broadcast], priority: ALERT_PRIORITY - 1, reason: "stopped" } as const;
    this.#step({ type: "stop", ...stop, endsByUtcMs: utcMs }, nowUs, utcMs);
    this.#confirmQueued();
  }

  holds(broadcast: string): boolean {
    return this.#offer(broadcast) !== undefined;
  }

  #stop(stop: Stop, nowUs: number, utcMs: number): Omit<Answered, "order"> {
    const now: string[] = [];
    let stays = "";
    for (const broadcast of stop.broadcasts) {
      const offer = this.#offer(broadcast);
      if (offer && offer.priority > stop.priority) {
        if (stays === "") stays = broadcast;
      } else if (
        offer &&
        stop.endMediaTime !== undefined &&
        this.#ports.stage.endAt(broadcast, stop.endMediaTime, stop.reason, nowUs)
      )
        this.#mark(broadcast, stop);
      else now.push(broadcast);
    }
    if (now.length > 0) {
      const { priority, reason, endsByUtcMs } = stop;
      this.#step({ type: "stop", broadcasts: now, priority, reason, endsByUtcMs }, nowUs, utcMs);
    }
    return {
      broadcast: stop.broadcasts[0] as string,
      answer: stays === "" ? "accept" : "outranked",
      why: "",
      holder: stays,
    };
  }

  /** Marked at once, ended when its last sample has sounded (SPEC 8.6): at most as many as are held over the bound. */
  #mark(broadcast: string, stop: Pick<Stop, "endsByUtcMs" | "priority">): void {
    const old = this.#state.tombstones[broadcast];
    const mark = {
      untilUtcMs: Math.max(old?.untilUtcMs ?? 0, stop.endsByUtcMs),
      priority: Math.max(old?.priority ?? 0, stop.priority),
    };
    this.#state = { ...this.#state, tombstones: { ...this.#state.tombstones, [broadcast]: mark } };
  }

  /** The stage ended it by itself: the floor is free. */
  ended(broadcast: string, nowUs: number, utcMs: number): void {
    this.#step({ type: "ended", broadcast }, nowUs, utcMs);
    this.#confirmQueued();
  }

  /** A factory limit ended it: a re-offer is not to start it again (SPEC 8.5). */
  forbid(broadcast: string, nowUs: number, utcMs: number): void {
    const endsByUtcMs = this.#offer(broadcast)?.endsByUtcMs ?? 0;
    this.#mark(broadcast, { endsByUtcMs, priority: 100 });
    this.ended(broadcast, nowUs, utcMs);
  }

  /** A cfg turned mute on (SPEC 8.3). */
  mute(nowUs: number, utcMs: number): void {
    const all = [...this.#state.held, ...this.#state.queued].map(({ claim }) => claim);
    const broadcasts = all
      .filter(({ priority }) => priority < ALERT_PRIORITY)
      .map((claim) => claim.broadcast);
    const priority = ALERT_PRIORITY - 1;
    this.#step({ type: "stop", broadcasts, priority, reason: "disabled", endsByUtcMs: utcMs }, nowUs, utcMs);
    this.#confirmQueued();
  }

  /** Queued offers lapse (SPEC 7.3). */
  tick(nowUs: number, utcMs: number): void {
    if (this.#wakeAtUtcMs === undefined || utcMs < this.#wakeAtUtcMs) return;
    this.ended("", nowUs, utcMs);
  }

  #step(input: ArbitrationInput, nowUs: number, utcMs: number): Decision {
    const decision = arbitrate(this.#state, input, this.#ports.limits(utcMs), Math.floor(utcMs));
    this.#state = decision.state;
    this.#wakeAtUtcMs = decision.wakeAtUtcMs;
    for (const effect of decision.effects) this.#carryOut(effect, nowUs);
    const kept = new Set(
      [...decision.state.held, ...decision.state.queued].map(({ claim }) => claim.broadcast),
    );
    for (const broadcast of this.#awaited.keys()) if (!kept.has(broadcast)) this.#awaited.delete(broadcast);
    return decision;
  }

  #carryOut(effect: Effect, nowUs: number): void {
    const { stage } = this.#ports;
    const { broadcast } = effect;
    switch (effect.type) {
      case "start": {
        const offer = this.#offer(broadcast);
        if (!offer) throw new Error(`arbitration starts ${broadcast}, which nobody offered`);
        stage.start(offer, effect.ducked, nowUs);
        if (this.#awaited.has(broadcast)) this.#started.push(broadcast);
        break;
      }
      case "end":
        stage.end(broadcast, effect.because, effect.by, nowUs);
        break;
      case "duck":
        stage.duck(broadcast, effect.by);
        break;
      case "suspend":
        stage.suspend(broadcast, effect.by, nowUs);
        break;
      case "rejoin":
        stage.rejoin(broadcast, effect.ducked, nowUs);
    }
  }

  /** Held or queued. The claims that go into arbitration are whole offers, and come out as they went in. */
  #offer(broadcast: string): Offer | undefined {
    const { held, queued } = this.#state;
    const found =
      held.find(({ claim }) => claim.broadcast === broadcast) ??
      queued.find(({ claim }) => claim.broadcast === broadcast);
    return found?.claim as Offer | undefined;
  }

  /** What waited and started answers once more (SPEC 5.2). */
  #confirmQueued(): void {
    for (const broadcast of this.#started) {
      const awaited = this.#awaited.get(broadcast);
      this.#awaited.delete(broadcast);
      if (!awaited) continue;
      const answer: Answered = {
        broadcast,
        order: awaited.order,
        answer: "accept",
        why: "",
        holder: "",
        ...this.#clip(broadcast),
      };
      this.#remember(awaited.seen, answer);
      this.#ports.ack(answer);
    }
    this.#started = [];
  }

  #remember(seen: string, answer: Answered): void {
    if (this.#answers.size >= MOST_ANSWERS) this.#answers.delete(this.#answers.keys().next().value as string);
    this.#answers.set(seen, answer);
  }
}
