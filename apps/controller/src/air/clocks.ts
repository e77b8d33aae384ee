/** The two clocks of `air`; the third, speakerTime, lives in the speakers. Handed in, so that tests own time. */
export interface Clocks {
  /** The machine's monotonic clock, whole µs: serverTime. A step of UTC never moves it. */
  serverTimeUs(): number;
  /** Milliseconds since 1970-01-01 UTC. */
  utcMs(): number;
}

export const systemClocks: Clocks = {
  serverTimeUs: () => {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1_000_000 + Math.floor(nanoseconds / 1000);
  },
  utcMs: () => Date.now(),
};
