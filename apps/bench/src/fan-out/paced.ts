/**
 * Calls `send` so many times a second on a fixed grid, for so long; a late call is made up for, never dropped. Answers
 * how often it called.
 */
export async function paced(perSecond: number, forMs: number, send: () => void): Promise<number> {
  const count = Math.round((perSecond * forMs) / 1000);
  const startMs = performance.now();
  for (let sent = 0; sent < count; sent++) {
    const waitMs = startMs + (sent * 1000) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    send();
  }
  const tailMs = startMs + forMs - performance.now();
  if (tailMs > 0) await new Promise((done) => setTimeout(done, tailMs));
  return count;
}
