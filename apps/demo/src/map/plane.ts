/** A point of the plane that the map is drawn in: metres east (x) and north (y) of the town's centre. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Line = readonly Point[];

/** Numbers in 0-1 that look random and are the same in each run (a 32-bit Weyl sequence, mixed). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

export function distance(one: Point, other: Point): number {
  // Math.hypot guards against overflow, which metres of a town do not need and which costs tenfold.
  return Math.sqrt((one.x - other.x) ** 2 + (one.y - other.y) ** 2);
}

export function middleOf(points: Line): Point {
  const sum = points.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

export function isInside(ring: Line, { x, y }: Point): boolean {
  let inside = false;
  ring.forEach((point, at) => {
    const before = ring[(at + ring.length - 1) % ring.length] ?? point;
    if (point.y > y === before.y > y) return;
    if (x < before.x + ((y - before.y) * (point.x - before.x)) / (point.y - before.y)) inside = !inside;
  });
  return inside;
}

/** The convex hull, counter-clockwise (monotone chain). */
export function hullOf(points: Line): Point[] {
  const sorted = [...points].sort((one, other) => one.x - other.x || one.y - other.y);
  const chain = (list: Line) => {
    const kept: Point[] = [];
    for (const point of list) {
      while (kept.length >= 2) {
        const [a, b] = [kept[kept.length - 2], kept[kept.length - 1]];
        if (a && b && (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0) break;
        kept.pop();
      }
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** Points every `step` metres along a line, both ends among them. */
export function walk(line: Line, step: number): Point[] {
  const points: Point[] = [];
  let last: Point | null = null;
  for (const point of line) {
    if (last) {
      const count = Math.max(1, Math.round(distance(last, point) / step));
      for (let at = 1; at <= count; at++) {
        points.push({
          x: last.x + ((point.x - last.x) * at) / count,
          y: last.y + ((point.y - last.y) * at) / count,
        });
      }
    } else points.push(point);
    last = point;
  }
  return points;
}

/** A curve through every point (Catmull-Rom), a point about every `step` metres but at most ten in a row. */
export function curve(line: Line, step: number): Point[] {
  const at = (index: number) => line[Math.max(0, Math.min(line.length - 1, index))] as Point;
  const points: Point[] = [at(0)];
  for (let index = 0; index + 1 < line.length; index++) {
    const [p, q, r, s] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    const count = Math.max(1, Math.min(10, Math.round(distance(q, r) / step)));
    for (let part = 1; part <= count; part++) {
      const t = part / count;
      const spline = (a: number, b: number, c: number, d: number) =>
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3);
      points.push({ x: spline(p.x, q.x, r.x, s.x), y: spline(p.y, q.y, r.y, s.y) });
    }
  }
  return points;
}

/** Cuts the corners of a closed ring, `times` over (Chaikin). */
export function rounded(ring: Line, times: number): Point[] {
  let points = [...ring];
  for (let time = 0; time < times; time++) {
    points = points.flatMap((point, at) => {
      const next = points[(at + 1) % points.length] ?? point;
      return [
        { x: 0.75 * point.x + 0.25 * next.x, y: 0.75 * point.y + 0.25 * next.y },
        { x: 0.25 * point.x + 0.75 * next.x, y: 0.25 * point.y + 0.75 * next.y },
      ];
    });
  }
  return points;
}

/** Without the points that lie less than `tolerance` metres off the line between those that stay (Douglas-Peucker). */
export function simplified(line: Line, tolerance: number): Point[] {
  const [first, last] = [line[0], line[line.length - 1]];
  if (!first || !last || line.length < 3) return [...line];
  const length = distance(first, last) || 1;
  let [farthest, off] = [0, tolerance];
  line.forEach(({ x, y }, at) => {
    const away = Math.abs((last.x - first.x) * (first.y - y) - (first.x - x) * (last.y - first.y)) / length;
    if (away > off) [farthest, off] = [at, away];
  });
  if (farthest === 0) return [first, last];
  return [
    ...simplified(line.slice(0, farthest + 1), tolerance).slice(0, -1),
    ...simplified(line.slice(farthest), tolerance),
  ];
}

/** The line moved to its right by so many metres at each point. */
export function beside(line: Line, offset: (at: number) => number): Point[] {
  return line.map((point, at) => {
    const [one, other] = [
      line[Math.max(0, at - 1)] ?? point,
      line[Math.min(line.length - 1, at + 1)] ?? point,
    ];
    const length = distance(one, other) || 1;
    const by = offset(at);
    return { x: point.x + ((other.y - one.y) / length) * by, y: point.y - ((other.x - one.x) / length) * by };
  });
}

/** Whether anything lies near a point: a thing is noted as points, a question costs nine cells. */
export class Nearby {
  readonly #cells = new Map<string, Point[]>();
  readonly #reach: number;

  constructor(lines: readonly Line[], reach: number) {
    this.#reach = reach;
    for (const line of lines) for (const point of walk(line, reach / 2)) this.add(point);
  }

  add(point: Point): void {
    const key = `${Math.floor(point.x / this.#reach)},${Math.floor(point.y / this.#reach)}`;
    const held = this.#cells.get(key);
    if (held) held.push(point);
    else this.#cells.set(key, [point]);
  }

  /** At most as far as the reach it was made for. */
  has(point: Point, within = this.#reach): boolean {
    const [column, row] = [Math.floor(point.x / this.#reach), Math.floor(point.y / this.#reach)];
    for (let x = column - 1; x <= column + 1; x++) {
      for (let y = row - 1; y <= row + 1; y++) {
        if (this.#cells.get(`${x},${y}`)?.some((each) => distance(each, point) <= within)) return true;
      }
    }
    return false;
  }
}
