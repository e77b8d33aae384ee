/** A round length that fits, and how long it is on the screen. */
export interface ScaleBar {
  readonly metres: number;
  readonly px: number;
}

/** 1, 2 or 5 times a power of ten: the largest that is at most `limit` (> 0). */
export function roundDown(limit: number): number {
  const power = 10 ** Math.floor(Math.log10(limit));
  const lead = limit / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

/** The longest round bar of at most maxPx. */
export function scaleBar(pixelsPerMetre: number, maxPx: number): ScaleBar {
  const metres = roundDown(maxPx / pixelsPerMetre);
  return { metres, px: metres * pixelsPerMetre };
}

/** Metres between the lines of the grid: round, and at least minPx apart. */
export function gridStep(pixelsPerMetre: number, minPx: number): number {
  const least = minPx / pixelsPerMetre;
  const below = roundDown(least);
  if (below >= least) return below;
  const lead = Math.round(below / 10 ** Math.floor(Math.log10(below)));
  return lead === 2 ? (below * 5) / 2 : below * 2;
}
