import type { UpLeaf } from "@dalaba/protocol";
import type { ClockAnswer } from "./clock-answer";
import type { Clocks } from "./clocks";
import type { Counters } from "./counters";
import type { Downlink, UplinkListener } from "./downlink";
import type { AirEvent } from "./ipc";
import type { Journal } from "./journal";
import type { OnAir } from "./on-air";
import type { PresenceBoard } from "./presence-board";
import type { TroubleVoice } from "./trouble-voice";
import type { UpwardDesk, VerifiedUpward } from "./upward-desk";

export interface WatchParts {
  readonly desk: UpwardDesk;
  readonly board: PresenceBoard;
  readonly clockAnswer: ClockAnswer;
  readonly clocks: Clocks;
  readonly counters: Counters;
  readonly journal: Journal;
  readonly voice: TroubleVoice;
  tell(event: AirEvent): void;
  /** Undefined until the listeners open. */
  downlink(): Downlink | undefined;
  onAir(): OnAir | undefined;
}

/** Hears everything speakers do and passes it to whom it concerns: presence, clock, broadcasts, the controller. */
export class SpeakerWatch implements UplinkListener {
  readonly #parts: WatchParts;
  readonly #heardAt = new Map<string, number>();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  #nowMs(): number {
    return this.#parts.clocks.serverTimeUs() / 1000;
  }

  /** serverTime in ms of the last verified word or clock request of a speaker. */
  heardAtMs(speaker: string): number {
    return this.#heardAt.get(speaker) ?? Number.NEGATIVE_INFINITY;
  }

  /** Something verified came from it. */
  alive(speaker: string): void {
    this.#heardAt.set(speaker, this.#nowMs());
  }

  heard(speaker: string, leaf: UpLeaf, payload: Uint8Array, atUs: number, retained: boolean): void {
    if (leaf === "tq") {
      if (!retained) this.#clock(speaker, payload, atUs);
      return;
    }
    const verified = this.#parts.desk.take(speaker, payload, retained);
    if (!verified) return;
    if (retained) this.#retained(verified);
    else if (verified.message.type === "status" && !verified.message.online) this.#goodbye(verified);
    else this.#live(verified);
  }

  #clock(speaker: string, payload: Uint8Array, atUs: number): void {
    const { clockAnswer, counters, desk, downlink } = this.#parts;
    const answered = clockAnswer.answer(payload, atUs, speaker);
    if (answered.ok) {
      downlink()?.clockReply(speaker, answered.reply);
      counters.add("clock_replies_total");
    } else {
      counters.add("clock_refused_total");
      desk.count(speaker, answered.code);
    }
  }

  /** An old copy: tells what the speaker can do, never that it is there. */
  #retained({ speaker, bootId, message }: VerifiedUpward): void {
    const { board, clocks, onAir } = this.#parts;
    if (message.type !== "status") return;
    if (board.status(speaker) === undefined)
      board.keepStatus({ type: "status", speaker, status: message, at: clocks.utcMs() });
    if (!message.online) return;
    // It may have come back before we did: an offer too many does no harm.
    this.#rebooted(speaker, bootId);
    onAir()?.connected(speaker);
  }

  /** A will, or a goodbye. The embedded broker sees the connection itself and knows better why it ended. */
  #goodbye({ speaker, bootId }: VerifiedUpward): void {
    const { board, clocks, onAir, downlink } = this.#parts;
    if (downlink()?.kind !== "external") return;
    const before = board.online(speaker);
    board.take(speaker, { type: "goodbye", bootId }, this.#nowMs(), clocks.utcMs());
    if (before && !board.online(speaker)) onAir()?.away(speaker, "disconnected");
  }

  /** Behind a foreign broker a reboot shows as a new boot id alone. */
  #rebooted(speaker: string, bootId: string): void {
    const { board, downlink, onAir } = this.#parts;
    const before = board.bootId(speaker);
    if (before !== "" && before !== bootId && downlink()?.kind === "external")
      onAir()?.away(speaker, "disconnected");
  }

  #live(verified: VerifiedUpward): void {
    const { board, clocks, onAir, downlink, tell } = this.#parts;
    const { speaker, bootId, message } = verified;
    const utcMs = clocks.utcMs();
    this.alive(speaker);
    this.#rebooted(speaker, bootId);
    if (message.type === "status") board.keepStatus({ type: "status", speaker, status: message, at: utcMs });
    board.take(speaker, { type: "heard", bootId }, this.#nowMs(), utcMs);
    if (message.type === "status") {
      tell({ type: "status", speaker, status: message, at: utcMs });
      onAir()?.connected(speaker);
    } else if (message.type === "telemetry") {
      tell({ type: "telemetry", speaker, telemetry: message, at: utcMs });
      // A sign of life from who was given up: behind a foreign broker there is no other.
      if (downlink()?.kind === "external") onAir()?.connected(speaker);
    } else onAir()?.heard(verified);
  }

  connected(speaker: string): void {
    const { board, clocks, counters, onAir } = this.#parts;
    counters.add("mqtt_connects_total");
    board.take(speaker, { type: "connected" }, this.#nowMs(), clocks.utcMs());
    onAir()?.connected(speaker);
  }

  closed(speaker: string, why: string): void {
    const { board, clocks, onAir, voice } = this.#parts;
    board.take(speaker, { type: "closed", why }, this.#nowMs(), clocks.utcMs());
    onAir()?.away(speaker, why === "disabled" || why === "removed" ? "disabled" : "disconnected");
    if (why === "frozen") voice.say("frozen", "no sign of life while it should sound", speaker);
  }

  refused(code: string, detail: string, speaker?: string): void {
    const { counters, desk, voice } = this.#parts;
    counters.add("refused_total");
    counters.add(`refused_${code.replaceAll("-", "_")}_total`);
    if (speaker !== undefined) desk.count(speaker, code);
    voice.say(code, detail, speaker);
  }

  /** Call once a second: heartbeats that stayed away. */
  tick(): void {
    const { board, clocks, downlink, onAir } = this.#parts;
    const lost = board.tick(this.#nowMs(), clocks.utcMs());
    if (downlink()?.kind === "external") for (const id of lost) onAir()?.away(id, "disconnected");
  }

  /** Call every 10 s: what did not verify goes into the journal. */
  writeUnverified(): void {
    for (const each of this.#parts.desk.takeUnverified())
      this.#parts.journal.write({ type: "unverified", ...each });
  }

  forget(speaker: string): void {
    this.#heardAt.delete(speaker);
    this.#parts.desk.forget(speaker);
    this.#parts.board.forget(speaker);
    this.#parts.clockAnswer.forget(speaker);
  }
}
