export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** serverTime: the machine's CLOCK_MONOTONIC, µs, as `air` and the simulator read it. */
export const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

/** What is waited for can no longer come. */
export class NeverError extends Error {}

/** Asks until the answer is something; a failed question is asked again unless it says `NeverError`. Throws what it waited for. */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | undefined> | T | undefined,
  everyMs = 20,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (let last = ""; ; ) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (error instanceof NeverError) throw error;
      last = `: ${(error as Error).message}`;
    }
    if (performance.now() > deadline) throw new Error(`waited ${withinMs / 1000} s for ${what}${last}`);
    await pause(everyMs);
  }
}
