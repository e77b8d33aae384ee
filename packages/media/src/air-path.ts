/**
 * Sound through open air as one filter: later by a fraction of a sample, softer, and duller with the distance. Linear
 * phase around its centre tap, so that the delay is the one that was asked for at every frequency.
 */

/** Taps to either side of the centre. */
export const AIR_PATH_HALF = 32;
const GRID = 4 * AIR_PATH_HALF;

export interface AirPath {
  readonly sampleRate: number;
  /** 0 to below 1 sample beyond the whole ones. */
  readonly fraction: number;
  /** Before the air's own share, dB. */
  readonly gainDb: number;
  /** What the air takes at a frequency over the whole way, dB, 0 or more. */
  readonly lossDb: (hz: number) => number;
}

/** Tap i belongs to the input sample that lies i − AIR_PATH_HALF before the output's own. */
export function airPathTaps({ sampleRate, fraction, gainDb, lossDb }: AirPath): Float64Array {
  const half = GRID / 2;
  const amplitude = Float64Array.from(
    { length: half + 1 },
    (_, k) => 10 ** ((gainDb - lossDb((k * sampleRate) / GRID)) / 20),
  );
  return Float64Array.from({ length: 2 * AIR_PATH_HALF + 1 }, (_, tap) => {
    const x = tap - AIR_PATH_HALF - fraction;
    if (Math.abs(x) >= AIR_PATH_HALF) return 0;
    let sum = (amplitude[0] as number) + (amplitude[half] as number) * Math.cos(Math.PI * x);
    for (let k = 1; k < half; k++)
      sum += 2 * (amplitude[k] as number) * Math.cos((2 * Math.PI * k * x) / GRID);
    return (sum / GRID) * Math.cos((Math.PI * x) / (2 * AIR_PATH_HALF)) ** 2;
  });
}
