import type { MapShape, ShapeClass } from "./geojson-read";
import { type Box, boxAround, Taken } from "./labels";
import { type World, worldPixels } from "./mercator";

/** A name of the base map, in pixels of the world at its zoom. */
export interface PlaceName {
  readonly text: string;
  readonly class: ShapeClass;
  readonly x: number;
  readonly y: number;
  /** Radians; along its road or river, never upside down. */
  readonly angle: number;
  /** CSS pixels. */
  readonly size: number;
  /** What it covers. */
  readonly boxes: readonly Box[];
}

interface NameRule {
  readonly class: ShapeClass;
  readonly fromZoom: number;
  readonly size: (zoom: number) => number;
}

/** First come, first placed. */
const RULES: readonly NameRule[] = [
  { class: "village", fromZoom: 11.5, size: (zoom) => Math.max(11, Math.min(17, 13 + (zoom - 13.5) * 1.6)) },
  { class: "river", fromZoom: 12, size: (zoom) => (zoom < 14 ? 13 : 15) },
  { class: "road-main", fromZoom: 13.5, size: (zoom) => (zoom < 15 ? 10.5 : 12) },
  { class: "square", fromZoom: 15, size: () => 11 },
  { class: "road", fromZoom: 14.5, size: () => 11 },
  { class: "water", fromZoom: 15, size: () => 11 },
  { class: "orchard", fromZoom: 14.5, size: () => 11 },
  { class: "dyke", fromZoom: 14.5, size: () => 11 },
  { class: "street", fromZoom: 16, size: () => 10.5 },
  { class: "building", fromZoom: 16, size: () => 11 },
  { class: "field", fromZoom: 16, size: () => 11 },
];

/** The same name does not come again within so many pixels. */
const REPEAT_PX = 420;

/** @param widthOf pixels of a text at a size */
export function namePlaces(
  shapes: readonly MapShape[],
  zoom: number,
  english: boolean,
  widthOf: (text: string, size: number) => number,
): PlaceName[] {
  const pixels = worldPixels(zoom);
  const taken = new Taken();
  const placed: PlaceName[] = [];
  for (const rule of RULES) {
    if (zoom < rule.fromZoom) continue;
    const size = rule.size(zoom);
    for (const shape of shapes) {
      const text = english ? shape.nameEn : shape.name;
      if (shape.class !== rule.class || text === "") continue;
      const width = widthOf(text, size);
      for (const spot of spotsOf(shape, pixels, width, size)) {
        const again = placed.some(
          (each) => each.text === text && Math.hypot(each.x - spot.x, each.y - spot.y) < REPEAT_PX,
        );
        const boxes = boxesOf({ ...spot, size }, width);
        if (again || boxes.some((box) => taken.meets(box))) continue;
        for (const box of boxes) taken.add(box);
        placed.push({ text, class: rule.class, size, boxes, ...spot });
      }
    }
  }
  return placed;
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

function spotsOf(shape: MapShape, pixels: number, width: number, size: number): Spot[] {
  if (shape.class === "river" && shape.area) return alongRiver(shape, pixels, width);
  if (!shape.area) return shape.lines.flatMap((line) => alongLine(line, pixels, width));
  const xs = shape.lines.flat().map(({ x }) => x * pixels);
  const ys = shape.lines.flat().map(({ y }) => y * pixels);
  const [left, right] = [least(xs), most(xs)];
  const [top, bottom] = [least(ys), most(ys)];
  // A village's name stands above it, where no speaker hides it.
  if (shape.class === "village") return [{ x: (left + right) / 2, y: top - size * 0.75, angle: 0 }];
  if (right - left < width * 0.8 && shape.class !== "square") return [];
  return [{ x: (left + right) / 2, y: (top + bottom) / 2, angle: 0 }];
}

/** Every so often where the line runs straight for as long as the text. */
function alongLine(line: readonly World[], pixels: number, width: number): Spot[] {
  const spots: Spot[] = [];
  let run = 0;
  let before: World | null = null;
  let since = REPEAT_PX / 3;
  for (const point of line) {
    if (before) {
      const length = Math.hypot(point.x - before.x, point.y - before.y) * pixels;
      since += length;
      run = Math.max(run, length);
      if (length > 0 && since > REPEAT_PX / 3) {
        spots.push({
          x: ((point.x + before.x) / 2) * pixels,
          y: ((point.y + before.y) / 2) * pixels,
          angle: upright(Math.atan2(point.y - before.y, point.x - before.x)),
        });
        since = 0;
      }
    }
    before = point;
  }
  const whole = lengthOf(line) * pixels;
  return whole > width * 1.4 ? spots : [];
}

/** An area whose ring goes along one bank and back along the other: the name stands between them. */
function alongRiver(shape: MapShape, pixels: number, width: number): Spot[] {
  const ring = shape.lines[0] ?? [];
  const half = Math.floor(ring.length / 2);
  const middle: World[] = [];
  for (let at = 0; at < half; at++) {
    const one = ring[at];
    const other = ring[ring.length - 2 - at] ?? ring[ring.length - 1 - at];
    if (one && other) middle.push({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
  }
  return alongLine(middle, pixels, width);
}

function upright(angle: number): number {
  if (angle > Math.PI / 2) return angle - Math.PI;
  return angle < -Math.PI / 2 ? angle + Math.PI : angle;
}

function lengthOf(line: readonly World[]): number {
  let sum = 0;
  for (let at = 1; at < line.length; at++) {
    const one = line[at - 1];
    const other = line[at];
    if (one && other) sum += Math.hypot(other.x - one.x, other.y - one.y);
  }
  return sum;
}

/** A slanted text as a row of squares. */
function boxesOf({ x, y, angle, size }: Spot & { readonly size: number }, width: number): Box[] {
  const count = Math.max(1, Math.ceil(width / size));
  return Array.from({ length: count }, (_, at) => {
    const along = ((at + 0.5) / count - 0.5) * width;
    return boxAround(x + along * Math.cos(angle), y + along * Math.sin(angle), size * 1.3, size * 1.3);
  });
}

function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
}
