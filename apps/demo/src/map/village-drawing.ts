import {
  distance,
  hullOf,
  isInside,
  type Line,
  Nearby,
  type Point,
  rounded,
  seeded,
  simplified,
} from "./plane";
import type { Standing, Village } from "./town-plan";

export interface Named {
  readonly name: string;
  readonly nameEn: string;
  readonly ring: Line;
}

export interface VillageDrawing {
  readonly village: Village;
  readonly outline: Line;
  readonly streets: readonly Line[];
  readonly squares: readonly Named[];
  readonly halls: readonly Named[];
  readonly buildings: readonly Line[];
}

/** Metres: from the outermost speakers to the last house. */
const MARGIN = 105;
/** Lanes of a comb-like village stand no nearer than this. */
const LANE_GAP = 84;

/** What grows around the points of a village: its frame has u along the main street and v to its left. */
class Frame {
  readonly #centre: Point;
  readonly #along: Point;

  constructor({ centre, along }: Village) {
    this.#centre = centre;
    this.#along = along;
  }

  to(u: number, v: number): Point {
    const { x, y } = this.#along;
    return { x: this.#centre.x + u * x - v * y, y: this.#centre.y + u * y + v * x };
  }

  from(point: Point): { u: number; v: number } {
    const [dx, dy] = [point.x - this.#centre.x, point.y - this.#centre.y];
    return { u: dx * this.#along.x + dy * this.#along.y, v: dy * this.#along.x - dx * this.#along.y };
  }

  box(middle: Point, wide: number, deep: number): Point[] {
    const { u, v } = this.from(middle);
    return [
      this.to(u - wide / 2, v - deep / 2),
      this.to(u + wide / 2, v - deep / 2),
      this.to(u + wide / 2, v + deep / 2),
      this.to(u - wide / 2, v + deep / 2),
    ];
  }
}

export function outlineOf(village: Village, seed: number): Point[] {
  const random = seeded(seed);
  const corners = village.speakers.flatMap(({ x, y }) =>
    Array.from({ length: 8 }, (_, at) => {
      const reach = MARGIN * (0.85 + 0.35 * random());
      return { x: x + reach * Math.cos((at * Math.PI) / 4), y: y + reach * Math.sin((at * Math.PI) / 4) };
    }),
  );
  return rounded(hullOf(corners), 2);
}

export function drawVillage(village: Village, outline: Line, seed: number): VillageDrawing {
  const frame = new Frame(village);
  const random = seeded(seed);
  const squares = village.speakers.flatMap((speaker) => placeOf(speaker, village, frame));
  const middle: Named = {
    name: village.id === "zhenzhongxin" ? "镇中心广场" : `${shortName(village)}广场`,
    nameEn: `${village.nameEn} Square`,
    ring: frame.box(frame.to(0, 58), 128, 74),
  };
  const streets = lanesOf(village, outline, frame, random);
  return {
    village,
    outline,
    streets,
    squares: [middle, ...squares.filter(({ kind }) => kind === "square")],
    halls: squares.filter(({ kind }) => kind === "hall"),
    buildings: housesOf(
      village,
      outline,
      frame,
      [middle, ...squares].map(({ ring }) => ring),
      streets,
      random,
    ),
  };
}

function shortName({ speakers }: Village): string {
  return speakers.find(({ name }) => /广场\d+号$/.test(name))?.name.replace(/广场.*$/, "") ?? "";
}

/** What the name of a speaker says it stands at. */
const PLACES: readonly {
  word: string;
  en: string;
  kind: "square" | "hall";
  wide: number;
  deep: number;
}[] = [
  { word: "学校", en: "School", kind: "square", wide: 120, deep: 82 },
  { word: "市场", en: "Market", kind: "square", wide: 78, deep: 56 },
  { word: "车站", en: "Bus Station", kind: "square", wide: 84, deep: 46 },
  { word: "公园", en: "Park", kind: "square", wide: 150, deep: 110 },
  { word: "祠堂", en: "Ancestral Hall", kind: "hall", wide: 30, deep: 40 },
  { word: "卫生站", en: "Clinic", kind: "hall", wide: 34, deep: 22 },
  { word: "老人活动中心", en: "Elders' Centre", kind: "hall", wide: 32, deep: 26 },
  { word: "工业园", en: "Industrial Park", kind: "hall", wide: 96, deep: 54 },
];

function placeOf(speaker: Standing, village: Village, frame: Frame) {
  const place = PLACES.find(({ word }) => speaker.name.includes(word));
  if (!place) return [];
  // The speaker stands at the edge of what it serves, on the side of the street.
  const { u, v } = frame.from(speaker);
  const ring = frame.box(frame.to(u, v + (Math.sign(v) || 1) * (place.deep / 2 - 6)), place.wide, place.deep);
  const name = speaker.name.replace(/\d+号$/, "");
  return [{ name, nameEn: `${village.nameEn} ${place.en}`, ring, kind: place.kind }];
}

/** Values that speakers stand at, thinned so that none is nearer than a gap to another; gaps are filled. */
function spread(values: readonly number[], least: number, most: number): number[] {
  const kept: number[] = [];
  for (const value of [...values].sort((one, other) => one - other)) {
    const last = kept[kept.length - 1];
    if (last !== undefined && value - last < LANE_GAP) continue;
    kept.push(value);
  }
  const all: number[] = [];
  let before = least;
  for (const value of [...kept, most]) {
    const extra = Math.round((value - before) / (1.5 * LANE_GAP)) - 1;
    for (let at = 1; at <= extra; at++) all.push(before + ((value - before) * at) / (extra + 1));
    if (value !== most) all.push(value);
    before = value;
  }
  return all;
}

/** Lanes along and across, through where the speakers stand, bent a little, as far as the village goes. */
function lanesOf(village: Village, outline: Line, frame: Frame, random: () => number): Line[] {
  const spots = village.speakers.map((each) => frame.from(each));
  const edge = outline.map((each) => frame.from(each));
  const [west, east] = [Math.min(...edge.map(({ u }) => u)), Math.max(...edge.map(({ u }) => u))];
  const [south, north] = [Math.min(...edge.map(({ v }) => v)), Math.max(...edge.map(({ v }) => v))];
  const bend = 4 + 5 * random();
  const lanes: Line[] = [];
  const draw = (from: number, to: number, at: (along: number) => Point) => {
    let run: Point[] = [];
    const keep = () => {
      if (run.length >= 3) lanes.push(simplified(run, 5));
      run = [];
    };
    for (let along = from; along <= to; along += 32) {
      const point = at(along);
      if (isInside(outline, point)) run.push(point);
      else keep();
    }
    keep();
  };
  const rows = spread(
    spots.map(({ v }) => v).filter((v) => Math.abs(v) > LANE_GAP),
    south,
    north,
  );
  for (const v of rows.filter((each) => Math.abs(each) > LANE_GAP * 0.75)) {
    const start = west + 40 * random();
    const end = east - 60 * random();
    draw(start, end, (u) => frame.to(u, v + bend * Math.sin(u / 90 + v / 60)));
  }
  for (const u of spread(
    spots.map((each) => each.u),
    west,
    east,
  )) {
    const start = south + 50 * random();
    const end = north - 50 * random();
    draw(start, end, (v) => frame.to(u + bend * Math.sin(v / 80 + u / 70), v));
  }
  return lanes;
}

/** Rows of houses where nothing else is; some plots stay empty, and more of them at the edge. */
function housesOf(
  village: Village,
  outline: Line,
  frame: Frame,
  open: readonly Line[],
  streets: readonly Line[],
  random: () => number,
): Line[] {
  const lanes = new Nearby([...streets, village.mainStreet], 24);
  const edge = outline.map((each) => frame.from(each));
  const houses: Line[] = [];
  const reach = Math.max(...edge.map(({ u, v }) => Math.max(Math.abs(u), Math.abs(v))));
  for (let u = -reach; u < reach; u += 84) {
    for (let v = -reach; v < reach; v += 50) {
      const middle = frame.to(u + 8 * random(), v + 5 * random());
      const [wide, deep] = [30 + 28 * random(), 19 + 10 * random()];
      const lot = random();
      if (!isInside(outline, middle) || lanes.has(middle, 15)) continue;
      const away = Math.min(...outline.map((each) => distance(each, middle)));
      if (lot > (away < 70 ? 0.35 : 0.68) || away < 20) continue;
      const corners = frame.box(middle, wide, deep);
      if (
        open.some(
          (ring) => corners.some((corner) => isInside(ring, corner)) || isInside(corners, ring[0] as Point),
        )
      )
        continue;
      houses.push(corners);
    }
  }
  return houses;
}
