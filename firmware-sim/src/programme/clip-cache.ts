/** Clips that a speaker keeps, within its room (SPEC 13.3). They outlive a power cut, not the end of the process. */

export type ClipPackets = readonly Uint8Array[];

interface Kept {
  readonly bytes: number;
  readonly packets: ClipPackets;
}

export class ClipCache {
  readonly maxBytes: number;
  /** The one used longest ago first. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(sha256: string): boolean {
    return this.#kept.has(sha256);
  }

  /** For sounding it: it counts as used now. */
  use(sha256: string): ClipPackets | undefined {
    const kept = this.#kept.get(sha256);
    if (kept === undefined) return undefined;
    this.#kept.delete(sha256);
    this.#kept.set(sha256, kept);
    return kept.packets;
  }

  /**
   * Keeps it if there can be room. `wanted`: what the bundle names, the one due first before the others. Nothing that is
   * wanted sooner goes for it. False: it is not kept.
   */
  put(sha256: string, bytes: number, packets: ClipPackets, wanted: readonly string[]): boolean {
    if (this.#kept.has(sha256)) return true;
    const rank = new Map(wanted.map((each, i) => [each, i]));
    const own = rank.get(sha256) ?? wanted.length;
    const order = [...this.#kept.keys()]
      .map((each) => ({ each, rank: rank.get(each) ?? Number.POSITIVE_INFINITY }))
      .filter((each) => each.rank > own)
      // Of equals, which are those that nothing names, the one used longest ago stands first.
      .sort((a, b) => (a.rank === b.rank ? 0 : b.rank - a.rank));
    const goes: string[] = [];
    let room = this.maxBytes - this.#bytes;
    for (const { each } of order) {
      if (room >= bytes) break;
      goes.push(each);
      room += (this.#kept.get(each) as Kept).bytes;
    }
    if (room < bytes) return false;
    for (const each of goes) this.#drop(each);
    this.#kept.set(sha256, { bytes, packets });
    this.#bytes += bytes;
    return true;
  }

  /** The flash is wiped. */
  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #drop(sha256: string): void {
    this.#bytes -= this.#kept.get(sha256)?.bytes ?? 0;
    this.#kept.delete(sha256);
  }
}
