import { beside, curve, isInside, type Line, Nearby, type Point, seeded } from "./plane";
import type { TownPlan } from "./town-plan";

export interface Water {
  /** The north dyke, through the speakers of 河堤, and the south one. */
  readonly dykes: readonly Line[];
  /** Closed by whoever draws it: along the north bank and back along the south. */
  readonly river: Line;
  readonly creeks: readonly {
    readonly name: string;
    readonly nameEn: string;
    readonly ring: Line;
    readonly middle: Line;
  }[];
}

/** Metres. */
const BANK = 40;
const CREEK_CELL = 70;
/** How far beyond the outermost speakers the river goes on: past the edge of any view of the town. */
const BEYOND = 14_000;

/** A river along the dyke, and creeks that find their way to it between the villages. */
export function drawWater(plan: TownPlan, outlines: readonly Line[]): Water {
  const [first, last] = [plan.dyke[0], plan.dyke[plan.dyke.length - 1]];
  if (!first || !last) throw new Error("no speaker stands on the dyke");
  const north = curve(
    [
      { x: first.x - BEYOND, y: first.y - 1500 },
      { x: first.x - 0.55 * BEYOND, y: first.y - 380 },
      { x: first.x - 0.3 * BEYOND, y: first.y - 330 },
      { x: first.x - 0.12 * BEYOND, y: first.y - 60 },
      ...plan.dyke,
      { x: last.x + 0.12 * BEYOND, y: last.y - 120 },
      { x: last.x + 0.3 * BEYOND, y: last.y + 120 },
      { x: last.x + 0.6 * BEYOND, y: last.y + 60 },
      { x: last.x + BEYOND, y: last.y + 900 },
    ],
    170,
  );
  const wide = (at: number) => 330 + 70 * Math.sin(at / 6) + 40 * Math.sin(at / 2.4 + 1);
  const northBank = beside(north, (at) => BANK + 10 * Math.sin(at / 2.3));
  const southBank = beside(north, (at) => BANK + wide(at));
  const south = beside(north, (at) => 2 * BANK + wide(at));
  const creeks = [
    {
      name: "北涌",
      nameEn: "North Creek",
      from: { x: -1500, y: 4100 },
      to: north[Math.floor(north.length * 0.467)],
      seed: 3,
    },
    {
      name: "东涌",
      nameEn: "East Creek",
      from: { x: 2150, y: 3500 },
      to: north[Math.floor(north.length * 0.548)],
      seed: 8,
    },
  ].map(({ name, nameEn, from, to, seed }) => {
    const middle = creek(from, to ?? first, outlines, seed);
    const half = (at: number) => 11 + 8 * (at / middle.length) + 3 * Math.sin(at / 2);
    return {
      name,
      nameEn,
      middle,
      ring: [...beside(middle, (at) => -half(at)), ...beside(middle, half).reverse()],
    };
  });
  return { dykes: [north, south], river: [...northBank, ...southBank.reverse()], creeks };
}

/** The cheapest way over a grid whose cells cost what a seeded noise says, and villages nearly everything. */
function creek(from: Point, to: Point, outlines: readonly Line[], seed: number): Point[] {
  const random = seeded(seed);
  const villages = new Nearby(
    outlines.map((outline) => [...outline, outline[0] as Point]),
    130,
  );
  const [columns, rows] = [Math.ceil(8000 / CREEK_CELL), Math.ceil(9000 / CREEK_CELL)];
  const pointOf = (cell: number): Point => ({
    x: -4000 + (cell % columns) * CREEK_CELL,
    y: -4300 + Math.floor(cell / columns) * CREEK_CELL,
  });
  const cellOf = ({ x, y }: Point) =>
    Math.round((y + 4300) / CREEK_CELL) * columns + Math.round((x + 4000) / CREEK_CELL);
  const costs = Array.from({ length: columns * rows }, (_, cell) => {
    const point = pointOf(cell);
    const built = villages.has(point) || outlines.some((outline) => isInside(outline, point));
    return 1 + 3 * random() ** 2 + (built ? 400 : 0);
  });
  const path = cheapest(costs, columns, cellOf(from), cellOf(to)).map(pointOf);
  const bends = path.filter((_, at) => at % 3 === 0 || at === path.length - 1);
  // Into the river itself, which lies beyond the dyke's foot.
  const mouth = { x: to.x + 10, y: to.y - 2.5 * BANK };
  const source = { x: from.x + (seed % 2 === 0 ? 2100 : -2600), y: from.y + 14_000 };
  const spring = { x: from.x + (seed % 2 === 0 ? -150 : 200), y: from.y + 2100 };
  return curve([source, spring, ...bends, mouth], 90);
}

/** Dijkstra, with a plain array for a queue: the grid has some ten thousand cells and is walked twice. */
function cheapest(costs: readonly number[], columns: number, from: number, to: number): number[] {
  const spent = new Map([[from, 0]]);
  const before = new Map<number, number>();
  const done = new Set<number>();
  const buckets: number[][] = [[from]];
  for (let bucket = 0; bucket < buckets.length; bucket++) {
    for (const cell of buckets[bucket] ?? []) {
      if (done.has(cell)) continue;
      done.add(cell);
      if (cell === to) return trace(before, to);
      for (const step of [-1, 1, -columns, columns, -columns - 1, -columns + 1, columns - 1, columns + 1]) {
        const next = cell + step;
        const cost = costs[next];
        const leaps = Math.abs((next % columns) - (cell % columns)) > 1;
        if (cost === undefined || leaps || done.has(next)) continue;
        const sum =
          (spent.get(cell) ?? 0) + cost * (Math.abs(step) === 1 || Math.abs(step) === columns ? 1 : 1.42);
        if (sum >= (spent.get(next) ?? Number.POSITIVE_INFINITY)) continue;
        spent.set(next, sum);
        before.set(next, cell);
        const slot = Math.floor(sum * 4);
        buckets[slot] ??= [];
        while (buckets.length <= slot) buckets.push([]);
        buckets[slot]?.push(next);
      }
    }
  }
  return [from, to];
}

function trace(before: ReadonlyMap<number, number>, to: number): number[] {
  const path = [to];
  for (let at = before.get(to); at !== undefined; at = before.get(at)) path.unshift(at);
  return path;
}
