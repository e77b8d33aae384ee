/** UTC milliseconds, handed to whoever needs them so that tests own time. */
export interface Clock {
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };
