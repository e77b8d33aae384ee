import type { Status } from "@dalaba/protocol";
import type { AirEvent } from "./ipc";
import { NEVER_HEARD, type Presence, type PresenceInput, stepPresence } from "./presence";

type PresenceEvent = Extract<AirEvent, { type: "presence" }>;
type StatusEvent = Extract<AirEvent, { type: "status" }>;

/** Who is online, and what each speaker last said of itself. */
export class PresenceBoard {
  readonly #speakers = new Map<string, Presence>();
  readonly #statuses = new Map<string, StatusEvent>();
  readonly #onChange: (event: PresenceEvent) => void;

  constructor(onChange: (event: PresenceEvent) => void) {
    this.#onChange = onChange;
  }

  /** `nowMs` is serverTime in ms, `utcMs` goes into the event. */
  take(speaker: string, input: PresenceInput, nowMs: number, utcMs: number): void {
    const { presence, change } = stepPresence(this.#speakers.get(speaker) ?? NEVER_HEARD, input, nowMs);
    this.#speakers.set(speaker, presence);
    if (!change) return;
    const { online, why } = change;
    this.#onChange({ type: "presence", speaker, online, bootId: presence.bootId, at: utcMs, why });
  }

  /** Notices heartbeats that stayed away, and says whose. Call about once a second. */
  tick(nowMs: number, utcMs: number): string[] {
    const lost: string[] = [];
    for (const [id, { online }] of this.#speakers) {
      this.take(id, { type: "tick" }, nowMs, utcMs);
      if (online && !this.online(id)) lost.push(id);
    }
    return lost;
  }

  /** The boot of the newest verified message, "" before the first. */
  bootId(speaker: string): string {
    return this.#speakers.get(speaker)?.bootId ?? "";
  }

  online(speaker: string): boolean {
    return this.#speakers.get(speaker)?.online ?? false;
  }

  onlineCount(): number {
    let count = 0;
    for (const { online } of this.#speakers.values()) if (online) count++;
    return count;
  }

  keepStatus(event: StatusEvent): void {
    this.#statuses.set(event.speaker, event);
  }

  status(speaker: string): Status | undefined {
    return this.#statuses.get(speaker)?.status;
  }

  forget(speaker: string): void {
    this.#speakers.delete(speaker);
    this.#statuses.delete(speaker);
  }

  /** All that a controller which just came back must hear. */
  snapshot(utcMs: number): Array<PresenceEvent | StatusEvent> {
    const presences = [...this.#speakers].map(
      ([speaker, { online, bootId }]): PresenceEvent => ({
        type: "presence",
        speaker,
        online,
        bootId,
        at: utcMs,
        why: "snapshot",
      }),
    );
    return [...presences, ...this.#statuses.values()];
  }
}
