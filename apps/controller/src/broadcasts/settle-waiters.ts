/** Requests that may wait for results at once; further ones are answered at once with what there is. */
const MAX_WAITERS = 1_000;

/** Lets requests wait until a broadcast is settled, without asking again and again. */
export class SettleWaiters {
  private readonly waiting = new Map<string, Set<() => void>>();
  private count = 0;

  /** Resolves when the broadcast is settled, after `waitMs`, or when the caller goes away. */
  wait(broadcast: string, waitMs: number, signal: AbortSignal): Promise<void> {
    if (waitMs <= 0 || signal.aborted || this.count >= MAX_WAITERS) return Promise.resolve();
    return new Promise((resolve) => {
      const set = this.waiting.get(broadcast) ?? new Set();
      this.waiting.set(broadcast, set);
      this.count++;
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        if (!set.delete(done)) return;
        this.count--;
        if (set.size === 0) this.waiting.delete(broadcast);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal.addEventListener("abort", done);
      set.add(done);
    });
  }

  settled(broadcast: string): void {
    for (const done of [...(this.waiting.get(broadcast) ?? [])]) done();
  }

  /** The controller goes: whoever waits is answered with what there is. */
  close(): void {
    for (const broadcast of [...this.waiting.keys()]) this.settled(broadcast);
  }
}
