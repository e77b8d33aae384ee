export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A hand that trembles is no reason to keep each pixel. */
const MIN_STEP_PX = 3;

/** Whether a point lies inside a freehand loop that closes itself (even-odd: where it crosses itself is out). */
export function isInside(loop: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  let before = loop[loop.length - 1];
  for (const point of loop) {
    if (before && point.y > y !== before.y > y) {
      const crossing = before.x + ((y - before.y) * (point.x - before.x)) / (point.y - before.y);
      if (x < crossing) inside = !inside;
    }
    before = point;
  }
  return inside;
}

/** The loop with the next point of the pointer, unless that is nearly where it is. */
export function extended(loop: readonly Point[], next: Point): readonly Point[] {
  const last = loop[loop.length - 1];
  if (last && Math.hypot(next.x - last.x, next.y - last.y) < MIN_STEP_PX) return loop;
  return [...loop, next];
}

/** What the loop holds. Fewer than three points enclose nothing. */
export function enclosed<T extends Point>(loop: readonly Point[], points: Iterable<T>): T[] {
  if (loop.length < 3) return [];
  const xs = loop.map(({ x }) => x);
  const ys = loop.map(({ y }) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const found: T[] = [];
  for (const point of points) {
    if (point.x < left || point.x > right || point.y < top || point.y > bottom) continue;
    if (isInside(loop, point)) found.push(point);
  }
  return found;
}
