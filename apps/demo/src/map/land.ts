import { distance, isInside, type Line, middleOf, Nearby, type Point, seeded } from "./plane";
import type { Village } from "./town-plan";

export interface Land {
  readonly fields: readonly Line[];
  /** What lies around all plots, as far as anybody zooms out: its outer ring and its hole. */
  readonly beyond: readonly [Line, Line];
  readonly ponds: readonly Line[];
  readonly orchards: readonly { readonly ring: Line; readonly name: string; readonly nameEn: string }[];
}

/** Metres: about the edge of a plot, the path between two, the bank between two fish ponds. */
const PLOT = 440;
const PATH = 22;
const BANK = 12;
/** How many plots there are, the town in their middle. */
const COLUMNS = 32;
const ROWS = 25;

/** What each village lives on: parts of its land. The rest lies idle. */
const LIVES_ON: Readonly<Record<string, { pond: number; orchard: number; field: number }>> = {
  lizhiyuan: { pond: 0.08, orchard: 0.72, field: 0.12 },
  longyangang: { pond: 0.05, orchard: 0.68, field: 0.17 },
  liantang: { pond: 0.52, orchard: 0.06, field: 0.24 },
  nantang: { pond: 0.54, orchard: 0.06, field: 0.22 },
  shuikou: { pond: 0.52, orchard: 0.08, field: 0.22 },
  xinji: { pond: 0.52, orchard: 0.05, field: 0.25 },
  shawantou: { pond: 0.5, orchard: 0.08, field: 0.32 },
  zhulin: { pond: 0.2, orchard: 0.4, field: 0.3 },
};
const OTHERS = { pond: 0.22, orchard: 0.14, field: 0.5 };

/** Fish ponds in blocks, fields and orchards side by side; ponds only where neither village, road nor water is. */
export function drawLand(
  villages: readonly Village[],
  taken: { readonly areas: readonly Line[]; readonly lines: readonly Line[] },
  seed: number,
): Land {
  const random = seeded(seed);
  const lines = new Nearby([...taken.lines, ...taken.areas.map((ring) => [...ring, ring[0] as Point])], 45);
  const isFree = (point: Point) =>
    !lines.has(point, 26) && !taken.areas.some((ring) => isInside(ring, point));
  const corner = corners(random);
  const land = {
    fields: [] as Line[],
    beyond: beyond(corner),
    ponds: [] as Line[],
    orchards: [] as Land["orchards"][number][],
  };
  const named = new Set<string>();
  for (let column = 0; column < COLUMNS; column++) {
    for (let row = 0; row < ROWS; row++) {
      const plot = inset([
        corner(column, row),
        corner(column + 1, row),
        corner(column + 1, row + 1),
        corner(column, row + 1),
      ]);
      const middle = middleOf(plot);
      // Neighbours grow alike: what a plot is follows a slow wave more than chance.
      const lot =
        0.5 + 0.32 * Math.sin(middle.x / 610 + 1.3 * Math.sin(middle.y / 530)) + 0.36 * (random() - 0.5);
      if (taken.areas.some((ring) => plot.every((each) => isInside(ring, each)))) continue;
      const nearest = villages.reduce((one, other) =>
        distance(other.centre, middle) < distance(one.centre, middle) ? other : one,
      );
      const living = LIVES_ON[nearest.id] ?? OTHERS;
      if (lot < living.pond) {
        land.ponds.push(
          ...pondsIn(plot, random).filter((pond) => pond.every(isFree) && isFree(middleOf(pond))),
        );
      } else if (lot < living.pond + living.orchard) {
        land.orchards.push({ ring: plot, ...(isFree(middle) ? orchardName(nearest, named) : NAMELESS) });
      } else if (lot < living.pond + living.orchard + living.field) land.fields.push(plot);
    }
  }
  return land;
}

/** Where plots meet: a grid, turned a little and shaken, so that no two are alike and none overlap. */
function corners(random: () => number): (column: number, row: number) => Point {
  const points = Array.from({ length: (COLUMNS + 1) * (ROWS + 1) }, (_, at): Point => {
    const x = ((at % (COLUMNS + 1)) - COLUMNS / 2 + 0.42 * (random() - 0.5)) * PLOT;
    const y = (Math.floor(at / (COLUMNS + 1)) - ROWS / 2 + 0.42 * (random() - 0.5)) * PLOT;
    return { x: x + 0.16 * y, y: y - 0.16 * x };
  });
  return (column, row) => points[row * (COLUMNS + 1) + column] as Point;
}

function beyond(corner: (column: number, row: number) => Point): readonly [Line, Line] {
  const far = 30_000;
  const edge = [
    ...Array.from({ length: COLUMNS }, (_, at) => corner(at, 0)),
    ...Array.from({ length: ROWS }, (_, at) => corner(COLUMNS, at)),
    ...Array.from({ length: COLUMNS }, (_, at) => corner(COLUMNS - at, ROWS)),
    ...Array.from({ length: ROWS }, (_, at) => corner(0, ROWS - at)),
  ];
  const outer = [
    { x: -far, y: -far },
    { x: far, y: -far },
    { x: far, y: far },
    { x: -far, y: far },
  ];
  return [outer, edge.reverse()];
}

/** The plot without half of the path around it. */
function inset(plot: Line): Point[] {
  const middle = middleOf(plot);
  const part = 1 - PATH / PLOT;
  return plot.map(({ x, y }) => ({
    x: middle.x + (x - middle.x) * part,
    y: middle.y + (y - middle.y) * part,
  }));
}

/** Two rows of ponds with banks between them, as the plot's corners lie. */
function pondsIn(plot: Line, random: () => number): Line[] {
  const [a, b, c, d] = plot as [Point, Point, Point, Point];
  const at = (u: number, v: number): Point => ({
    x: (1 - v) * ((1 - u) * a.x + u * b.x) + v * ((1 - u) * d.x + u * c.x),
    y: (1 - v) * ((1 - u) * a.y + u * b.y) + v * ((1 - u) * d.y + u * c.y),
  });
  const columns = random() < 0.25 ? 3 : 2;
  const bank = BANK / PLOT;
  const ponds: Line[] = [];
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < 2; row++) {
      if (random() < 0.1) continue;
      const [left, right] = [column / columns + bank / 2, (column + 1) / columns - bank / 2];
      const [bottom, top] = [row / 2 + bank / 2, (row + 1) / 2 - bank / 2];
      ponds.push([at(left, bottom), at(right, bottom), at(right, top), at(left, top)]);
    }
  }
  return ponds;
}

const NAMELESS = { name: "", nameEn: "" };

/** Two villages are called after what grows there; one patch of each carries the name. */
function orchardName(village: Village, named: Set<string>): { name: string; nameEn: string } {
  const names: Readonly<Record<string, readonly [string, string]>> = {
    lizhiyuan: ["荔枝林", "Lychee Orchard"],
    longyangang: ["龙眼林", "Longan Orchard"],
    zhulin: ["竹林", "Bamboo Grove"],
  };
  const found = names[village.id];
  if (!found || named.has(village.id)) return NAMELESS;
  named.add(village.id);
  return { name: found[0], nameEn: found[1] };
}
