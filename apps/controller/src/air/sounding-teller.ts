import type { AirEvent } from "./ipc";
import type { Lanes } from "./lanes";

/** Who sounds is told at most this often, ms: the reports of a town come spread over a second. */
const TELL_EVERY_MS = 250;
/** Ids in one event; the rest come in the next ones. */
const MOST_IDS = 500;

type SoundingEvent = Extract<AirEvent, { type: "sounding" }>;

/** Tells which speakers began and ceased to sound a broadcast, many at once. */
export class SoundingTeller {
  readonly #tell: (event: SoundingEvent) => void;
  readonly #known = new Map<string, Set<string>>();
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(tell: (event: SoundingEvent) => void) {
    this.#tell = tell;
  }

  /** Call every 50 ms or so with all that is known of broadcasts; one that is not among them any more sounds nowhere. */
  tick(
    broadcasts: ReadonlyMap<string, { readonly audience: { readonly lanes: Lanes } }>,
    atMs: number,
    utcMs: number,
  ): void {
    if (atMs - this.#toldAtMs < TELL_EVERY_MS) return;
    this.#toldAtMs = atMs;
    for (const [id, { audience }] of broadcasts) {
      const now = new Set<string>();
      for (const lane of audience.lanes.all()) if (lane.state === "sounding") now.add(lane.id);
      this.#compare(id, now, utcMs);
    }
    for (const id of this.#known.keys()) if (!broadcasts.has(id)) this.#compare(id, new Set(), utcMs);
  }

  #compare(broadcast: string, now: Set<string>, utcMs: number): void {
    const before = this.#known.get(broadcast) ?? new Set<string>();
    const started = [...now].filter((id) => !before.has(id));
    const stopped = [...before].filter((id) => !now.has(id));
    if (now.size === 0) this.#known.delete(broadcast);
    else this.#known.set(broadcast, now);
    for (let from = 0; from < Math.max(started.length, stopped.length); from += MOST_IDS)
      this.#tell({
        type: "sounding",
        broadcast,
        started: started.slice(from, from + MOST_IDS),
        stopped: stopped.slice(from, from + MOST_IDS),
        sounding: now.size,
        at: utcMs,
      });
  }
}
