import type { Store } from "@dalaba/store";
import type { Caller } from "../http/context";
import type { Log } from "../log";
import type { RepeatDesk } from "./repeat-desk";
import type { SettleWaiters } from "./settle-waiters";

/** A ticket is good for 30 s: what has not begun after this never will, ms. */
const UNBEGUN_MS = 60_000;
/** No talk and no play lasts longer (SPEC 8.5), ms. */
const LONGEST_MS = 4.5 * 3_600_000;
/** Tells listeners that this was said before: no live talk begins with it unless somebody asks for it. */
const REPEAT_CHIME = "three-tone";

interface FallbackParts {
  readonly store: Pick<Store, "broadcasts">;
  readonly repeats: RepeatDesk;
  readonly waiters: SettleWaiters;
  readonly log: Log;
}

/**
 * What a speaker missed of a talk is played to it as a repetition, once, as soon as the talk is settled and where its
 * operator chose that. It lives as long as the controller: a restart in between leaves the repetition to people.
 */
export class FallbackDesk {
  private readonly parts: FallbackParts;
  private readonly stopping = new AbortController();
  private readonly watched = new Set<string>();

  constructor(parts: FallbackParts) {
    this.parts = parts;
  }

  /** In the caller's name and with the caller's rights, as they are then. */
  watch(broadcast: string, caller: Caller): void {
    if (this.watched.has(broadcast)) return;
    this.watched.add(broadcast);
    this.follow(broadcast, caller)
      .catch((error: unknown) =>
        this.parts.log.error(
          { err: error, broadcast },
          "a fallback was not played; dalaba repeat does it by hand",
        ),
      )
      .finally(() => this.watched.delete(broadcast));
  }

  stop(): void {
    this.stopping.abort();
  }

  private async follow(broadcast: string, caller: Caller): Promise<void> {
    const { store, waiters, repeats, log } = this.parts;
    const { signal } = this.stopping;
    const settled = () => store.broadcasts.get(broadcast)?.settledAtMs != null;
    await waiters.wait(broadcast, UNBEGUN_MS, signal);
    if (signal.aborted) return;
    if (!settled() && store.broadcasts.get(broadcast) !== undefined)
      await waiters.wait(broadcast, LONGEST_MS, signal);
    if (signal.aborted) return;
    const original = store.broadcasts.get(broadcast);
    if (original === undefined || original.settledAtMs === null) return;
    const why = original.why ?? undefined;
    const repeated = await repeats.repeat(original, { to: "failed", why, chime: REPEAT_CHIME }, caller);
    if (repeated.ok)
      log.info({ broadcast, repetition: repeated.value.opened.broadcast }, "a talk is repeated");
    else if (repeated.code !== "nothing-to-repeat")
      log.warn({ broadcast, code: repeated.code }, `a talk is not repeated: ${repeated.detail}`);
  }
}
