import { type Outcome, refuse } from "@dalaba/core";

/** Who can be listened to is asked for again after this, ms. */
const KNOWN_MS = 5_000;
/** The simulator runs on this machine: it answers at once or not at all, ms. */
const ANSWER_MS = 1_000;

/** The way to hear speakers that are simulated beside this controller. */
export interface SimDoor {
  /** Ids of the speakers that can be listened to now; none while no simulator answers. Waits for no more than a second. */
  listenable(): Promise<ReadonlySet<string>>;
  /** What a speaker puts out from now on, an endless WAV, until `signal`. */
  open(
    speaker: string,
    signal: AbortSignal,
  ): Promise<Outcome<ReadableStream<Uint8Array>, "listen-unavailable">>;
}

const NOBODY: ReadonlySet<string> = new Set();

/** No simulator: real speakers have no way to be listened to. */
export const NO_SIM: SimDoor = {
  listenable: () => Promise.resolve(NOBODY),
  open: (speaker) => Promise.resolve(unavailable(speaker)),
};

/** The control port of a simulator on this machine; on loopback alone, whatever port is named. `nowMs` is monotonic. */
export function simDoor(port: number, nowMs: () => number): SimDoor {
  const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
  let known = NOBODY;
  let askedMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<ReadonlySet<string>> | undefined;

  const ask = async (): Promise<ReadonlySet<string>> => {
    try {
      const response = await fetch(at("/listen"), { signal: AbortSignal.timeout(ANSWER_MS) });
      known = response.ok ? speakersIn(await response.json()) : NOBODY;
    } catch {
      known = NOBODY;
    }
    askedMs = nowMs();
    asking = undefined;
    return known;
  };

  return {
    listenable() {
      if (nowMs() - askedMs < KNOWN_MS) return Promise.resolve(known);
      asking ??= ask();
      return asking;
    },
    async open(speaker, signal) {
      try {
        const response = await fetch(at(`/listen/${encodeURIComponent(speaker)}.wav`), { signal });
        if (response.ok && response.body) return { ok: true, value: response.body };
        await response.body?.cancel();
      } catch {
        // Nobody answers there: said below.
      }
      return unavailable(speaker);
    },
  };
}

function speakersIn(json: unknown): ReadonlySet<string> {
  const { speakers } = (json ?? {}) as { speakers?: unknown };
  return new Set(
    Array.isArray(speakers) ? speakers.filter((id): id is string => typeof id === "string") : [],
  );
}

function unavailable(speaker: string): Outcome<never, "listen-unavailable"> {
  return refuse("listen-unavailable", `${speaker} has no way to be listened to`, { speaker });
}
