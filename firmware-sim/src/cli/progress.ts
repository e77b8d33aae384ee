/** What `pnpm sim` says on stderr while it runs: how many are online when that changes, and each kind of trouble once. */

const QUIET_MS = 10_000;

export class Progress {
  readonly #size: number;
  #online = -1;
  #saidMs = 0;
  readonly #troubles = new Map<string, { count: number; saidMs: number }>();

  constructor(size: number) {
    this.#size = size;
  }

  say(line: string): void {
    process.stderr.write(`dalaba sim: ${line}\n`);
  }

  /** At most a line a second, and always the last word. */
  online(count: number): void {
    const nowMs = performance.now();
    if (count === this.#online || (count < this.#size && nowMs - this.#saidMs < 1000)) return;
    this.#online = count;
    this.#saidMs = nowMs;
    this.say(`${count} of ${this.#size} online`);
  }

  /** One speaker stands for all that fail alike; the rest are counted. */
  trouble(speaker: string, code: string, detail: string): void {
    const known = this.#troubles.get(code);
    const nowMs = performance.now();
    if (known && nowMs - known.saidMs < QUIET_MS) {
      known.count++;
      return;
    }
    const more = known && known.count > 0 ? ` (and ${known.count} times since)` : "";
    this.#troubles.set(code, { count: 0, saidMs: nowMs });
    this.say(`${speaker}: ${code}: ${detail}${more}`);
  }
}
