import {
  type Answer,
  type ArbitrationInput,
  type ArbitrationState,
  arbitrate,
  type Claim,
  type Decision,
  type Limits,
  NOTHING_HELD,
} from "@dalaba/protocol";

export type PredictedState = "sounding" | "ducked" | "suspended" | "queued" | "none";

/**
 * What arbitration does at each speaker, reckoned with the speaker's own function. It explains `onair`; the speaker's
 * answer is the truth and corrects it.
 */
export class Prediction {
  readonly #states = new Map<string, ArbitrationState>();

  /** What an offer would do there now; nothing is changed by asking. */
  foresee(speaker: string, claim: Claim, limits: Limits, utcMs: number): Decision {
    return arbitrate(this.#states.get(speaker) ?? NOTHING_HELD, { type: "offer", claim }, limits, utcMs);
  }

  /** An offer leaves: what the speaker will probably answer. */
  offer(speaker: string, claim: Claim, limits: Limits, utcMs: number): Answer {
    return this.#step(speaker, { type: "offer", claim }, limits, utcMs)?.answer ?? "accept";
  }

  /** The speaker answered: what it holds is what it says. */
  answered(speaker: string, claim: Claim, answer: Answer, limits: Limits, utcMs: number): void {
    const says = this.predicted(speaker, claim.broadcast);
    const holds = answer === "accept";
    const queues = answer === "queued";
    if (!holds && !queues) this.ended(speaker, claim.broadcast, limits, utcMs);
    else if (holds ? says === "none" || says === "queued" : says !== "queued") {
      const state = this.#states.get(speaker) ?? NOTHING_HELD;
      const held = state.held.filter((each) => each.claim.broadcast !== claim.broadcast);
      const queued = state.queued.filter((each) => each.claim.broadcast !== claim.broadcast);
      this.#states.set(speaker, {
        ...state,
        held: holds ? [...held, { claim, state: "sounding" }] : held,
        queued: queues ? [...queued, { claim, untilUtcMs: claim.endsByUtcMs }] : queued,
      });
    }
  }

  ended(speaker: string, broadcast: string, limits: Limits, utcMs: number): void {
    if (this.#states.has(speaker)) this.#step(speaker, { type: "ended", broadcast }, limits, utcMs);
  }

  predicted(speaker: string, broadcast: string): PredictedState {
    const state = this.#states.get(speaker);
    const held = state?.held.find((each) => each.claim.broadcast === broadcast);
    if (held) return held.state;
    return state?.queued.some((each) => each.claim.broadcast === broadcast) ? "queued" : "none";
  }

  /** A speaker that restarted or was removed holds nothing. */
  forget(speaker: string): void {
    this.#states.delete(speaker);
  }

  #step(speaker: string, input: ArbitrationInput, limits: Limits, utcMs: number) {
    const decision = arbitrate(this.#states.get(speaker) ?? NOTHING_HELD, input, limits, utcMs);
    const { held, queued } = decision.state;
    if (held.length === 0 && queued.length === 0) this.#states.delete(speaker);
    else this.#states.set(speaker, { ...NOTHING_HELD, held, queued });
    return decision.answer;
  }
}
