import type { Ack, DelayClass } from "@dalaba/protocol";
import type { LiveSpeakerState } from "./ipc";
import { judgeProgress, type Progress, type ProgressVerdict } from "./progress";

/** One speaker in one broadcast. */
export interface Lane {
  readonly id: string;
  readonly delayClass: DelayClass;
  state: LiveSpeakerState;
  /** Its answer's code when refused. */
  why: string;
  /** The broadcast for which it refused or waits; "" for none. */
  holder: string;
  progress: Progress;
  /** `order:answer` of the newest journalled answer: the stored answer to a repeat is no news. */
  lastAnswer: string;
  /** A cfg too old for a group offer was met with an offer of its own, once. */
  staleMet: boolean;
  /** It sounds a clip of its own: no audio goes to it, and it is not measured by what is sent. */
  clip: boolean;
  /** mediaTime up to which it was sent audio when it was cut; undefined while it is not. */
  cutAt: number | undefined;
}

/** States in which a speaker may sound now or later, and so owes a receipt after the end. */
const OWING: readonly LiveSpeakerState[] = ["offered", "accepted", "queued", "sounding", "cut"];
/** 200 ms: what may have been under way when it was cut. */
const CAUGHT_UP_SAMPLES = 9600;
/** States in which reports are due. */
const REPORTING: readonly LiveSpeakerState[] = ["offered", "accepted", "sounding"];

/** The speakers of one broadcast and where each stands. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();

  constructor(speakers: ReadonlyArray<{ readonly id: string; readonly delayClass: DelayClass }>) {
    for (const { id, delayClass } of speakers) {
      const progress = { heardAtMs: 0, reportedMediaTime: undefined, sentMediaTime: 0 };
      const lane: Lane = {
        id,
        delayClass,
        state: "offline",
        why: "",
        holder: "",
        progress,
        lastAnswer: "",
        staleMet: false,
        clip: false,
        cutAt: undefined,
      };
      this.#lanes.set(id, lane);
    }
  }

  get size(): number {
    return this.#lanes.size;
  }

  get(id: string): Lane | undefined {
    return this.#lanes.get(id);
  }

  all(): IterableIterator<Lane> {
    return this.#lanes.values();
  }

  /** An offer leaves for it. */
  offered(id: string, nowMs: number): void {
    const lane = this.#lanes.get(id);
    if (!lane) return;
    lane.state = "offered";
    lane.why = "";
    lane.holder = "";
    lane.cutAt = undefined;
    lane.clip = false;
    lane.progress = { heardAtMs: nowMs, reportedMediaTime: undefined, sentMediaTime: 0 };
  }

  /**
   * Takes an answer; false when it is the stored answer to a repeat.
   * @param soundsAtMs when its first sample is due: no report can come before
   */
  answered(lane: Lane, ack: Ack, nowMs: number, soundsAtMs: number): boolean {
    const key = `${ack.order}:${ack.answer}:${ack.why}`;
    if (lane.lastAnswer === key) return false;
    lane.lastAnswer = key;
    lane.progress = { ...lane.progress, heardAtMs: Math.max(nowMs, soundsAtMs) };
    lane.holder = ack.holder;
    if (lane.state === "done" || lane.state === "cut") return true;
    if (ack.answer === "accept") lane.state = lane.state === "sounding" ? "sounding" : "accepted";
    else if (ack.answer === "queued") lane.state = "queued";
    else {
      lane.state = "refused";
      lane.why = ack.why || ack.answer;
    }
    return true;
  }

  /** Takes a report; true when the speaker, cut for being behind, has caught up with all it was sent. */
  reported(lane: Lane, lastMediaTime: number, sentMediaTime: number, nowMs: number): boolean {
    const sent = lane.cutAt ?? sentMediaTime;
    lane.progress = { heardAtMs: nowMs, reportedMediaTime: lastMediaTime, sentMediaTime: sent };
    if (lane.state === "offered" || lane.state === "accepted" || lane.state === "queued")
      lane.state = "sounding";
    return lane.state === "cut" && lane.why === "dropped-behind" && lastMediaTime >= sent - CAUGHT_UP_SAMPLES;
  }

  /** No more audio goes to it; false when that is so already. */
  cut(lane: Lane, why: string, sentMediaTime: number): boolean {
    if (!OWING.includes(lane.state) || lane.state === "cut") return false;
    lane.state = "cut";
    lane.why = why;
    lane.cutAt = sentMediaTime;
    return true;
  }

  /** `air` stood still for so long and heard nobody: that is not counted against them. */
  stoodStill(ms: number): void {
    for (const lane of this.#lanes.values())
      lane.progress = { ...lane.progress, heardAtMs: lane.progress.heardAtMs + ms };
  }

  /** Who does not keep up. A suspended or queued broadcast is silent by right: `excused` says whose. */
  laggards(nowMs: number, excused: (id: string) => boolean): Array<{ lane: Lane; verdict: ProgressVerdict }> {
    const out: Array<{ lane: Lane; verdict: ProgressVerdict }> = [];
    for (const lane of this.#lanes.values()) {
      const watched =
        REPORTING.includes(lane.state) || (lane.state === "cut" && lane.why === "dropped-behind");
      if (!watched || excused(lane.id)) continue;
      const verdict = judgeProgress(lane.progress, nowMs);
      if (verdict !== "keeps-up") out.push({ lane, verdict });
    }
    return out;
  }

  /** Who was offered it and has neither refused it nor sent its receipt. */
  owing(): Lane[] {
    return [...this.#lanes.values()].filter((lane) => OWING.includes(lane.state));
  }

  /** Who holds those that refused or wait, and how many each. */
  holders(): { readonly holder: string; readonly speakers: number }[] {
    const counts = new Map<string, number>();
    for (const { state, holder } of this.#lanes.values())
      if (holder !== "" && (state === "refused" || state === "queued"))
        counts.set(holder, (counts.get(holder) ?? 0) + 1);
    return [...counts]
      .map(([holder, speakers]) => ({ holder, speakers }))
      .sort((a, b) => b.speakers - a.speakers);
  }

  count(...states: readonly LiveSpeakerState[]): number {
    let count = 0;
    for (const { state } of this.#lanes.values()) if (states.includes(state)) count++;
    return count;
  }
}
