/** What a speaker never does, whatever is signed (SPEC 8.5): built in, and only to be tightened. */
export interface FactoryLimits {
  /** The loudest it gets, dB below full scale; 0 or less. */
  readonly ceilingDb: number;
  /** A `talk`, `page` or `link` below 80 on end, ms. */
  readonly longestLiveMs: number;
  /** Anything else below 80 on end, ms. */
  readonly longestStoredMs: number;
  /** Without an authenticated message for this long a broadcast is over, ms (SPEC 8.4). */
  readonly deadStreamMs: number;
  /** A stored broadcast that no clock reply has let go on for this long is over, ms (SPEC 8.4). */
  readonly leaseMs: number;
}

export const FACTORY_LIMITS: FactoryLimits = {
  ceilingDb: 0,
  longestLiveMs: 30 * 60_000,
  longestStoredMs: 4 * 3_600_000,
  deadStreamMs: 3_000,
  leaseMs: 30_000,
};
