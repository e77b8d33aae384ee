/** Points of the plane in square cells, so that "what is near here" looks at a handful and not at all. */
export class GridIndex<T extends { readonly x: number; readonly y: number }> {
  readonly #cells = new Map<string, T[]>();
  readonly #cell: number;

  /** @param cell edge of a cell, in the points' unit; about the usual search radius */
  constructor(points: Iterable<T>, cell: number) {
    this.#cell = cell;
    for (const point of points) {
      const key = `${Math.floor(point.x / cell)},${Math.floor(point.y / cell)}`;
      const held = this.#cells.get(key);
      if (held) held.push(point);
      else this.#cells.set(key, [point]);
    }
  }

  /** Every point at most `radius` away, in no particular order. */
  within(x: number, y: number, radius: number): T[] {
    const found: T[] = [];
    const last = Math.floor((x + radius) / this.#cell);
    const bottom = Math.floor((y + radius) / this.#cell);
    for (let column = Math.floor((x - radius) / this.#cell); column <= last; column++) {
      for (let row = Math.floor((y - radius) / this.#cell); row <= bottom; row++) {
        for (const point of this.#cells.get(`${column},${row}`) ?? []) {
          if ((point.x - x) ** 2 + (point.y - y) ** 2 <= radius * radius) found.push(point);
        }
      }
    }
    return found;
  }

  /** The nearest point at most `radius` away; of two equally near the later one, which is drawn on top. */
  nearest(x: number, y: number, radius: number): T | null {
    let best: T | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const point of this.within(x, y, radius)) {
      const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
      if (distance <= least) {
        least = distance;
        best = point;
      }
    }
    return best;
  }
}
