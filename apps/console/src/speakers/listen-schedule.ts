/** Sound is begun this long after it came, s: what the network may delay the next piece by without a gap. */
const LEAD_S = 0.2;
/** More than this lies ready only when the two crystals drifted apart or the network stalled: then a piece is dropped. */
const MOST_S = 0.6;

/** Places pieces of sound one behind the other on the player's clock. Seconds of that clock throughout. */
export class ListenSchedule {
  #endS = 0;

  /** When a piece of that length begins; null: too much lies ready, leave it out. */
  place(nowS: number, lengthS: number): number | null {
    if (this.#endS <= nowS) this.#endS = nowS + LEAD_S;
    else if (this.#endS - nowS > MOST_S) return null;
    const at = this.#endS;
    this.#endS += lengthS;
    return at;
  }
}

/** Below this peak nothing is heard, 0..1: −50 dB. */
const AUDIBLE = 0.003;

export function isAudible(pcm: Float32Array): boolean {
  return pcm.some((sample) => Math.abs(sample) > AUDIBLE);
}
