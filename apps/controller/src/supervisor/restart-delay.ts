/** After a crash, ms: doubled with each until the last, and forgotten once a process lived long enough. */
const FIRST_MS = 100;
const LAST_MS = 5_000;
const LIVED_MS = 60_000;

/** How long to wait before the next start. `crashes` counts those before this one without a long life between them. */
export function restartDelay(crashes: number): number {
  return Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(crashes, 16));
}

export function crashesAfter(crashes: number, livedMs: number): number {
  return livedMs >= LIVED_MS ? 0 : crashes + 1;
}
