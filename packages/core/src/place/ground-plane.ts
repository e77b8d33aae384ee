import { type Outcome, refuse } from "../outcome";
import { distanceMetres, METRES_PER_DEGREE } from "./distance";
import type { Place } from "./place";

/** A point of a picture: 0 at its left and top, 1 at its right and bottom. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** A point that was marked in the picture and on the map. */
export interface MarkedPoint {
  readonly picture: PicturePoint;
  readonly place: Place;
}

/** Where the ground of a picture lies, found from marked points. */
export interface GroundPlane {
  /** Where on the ground a point of the picture is; null at the horizon and above it. */
  placeOf(point: PicturePoint): Place | null;
  /** Where in the picture a place is, also outside its frame; null for what lies behind the camera. */
  pictureOf(place: Place): PicturePoint | null;
  /**
   * For each marked point, in order, how far from it the other points put it, metres; infinite where they put it nowhere.
   * Null with four points, where leaving one out leaves too few.
   */
  readonly leftOutMetres: readonly number[] | null;
}

export type GroundPlaneRefusal = "points-too-few" | "points-degenerate";

export const LEAST_POINTS = 4;
export const MOST_POINTS = 64;

/**
 * Calibrates a picture by least squares over four or more marked points: a homography from picture to ground (direct
 * linear transformation with normalised coordinates; Hartley and Zisserman, Multiple View Geometry, 4.1 and 4.4). The
 * ground is taken to be flat and the lens free of distortion: on a slope, or at the rim of a wide lens, the left-out
 * errors tell. Refused: fewer than four points, or points of which three or more of the least set lie on one line.
 */
export function calibrate(marked: readonly MarkedPoint[]): Outcome<GroundPlane, GroundPlaneRefusal> {
  if (marked.length < LEAST_POINTS || marked.length > MOST_POINTS)
    return refuse("points-too-few", `${marked.length} points; it takes ${LEAST_POINTS} to ${MOST_POINTS}`, {
      least: LEAST_POINTS,
      most: MOST_POINTS,
    });
  const plane = fit(marked);
  if (plane === null)
    return refuse("points-degenerate", "the points lie on one line, or too close; mark some further apart");
  const leftOutMetres =
    marked.length === LEAST_POINTS
      ? null
      : marked.map(({ picture, place }, left) => {
          const found = fit(marked.filter((_, i) => i !== left))?.placeOf(picture);
          return found ? distanceMetres(found, place) : Number.POSITIVE_INFINITY;
        });
  return { ok: true, value: { ...plane, leftOutMetres } };
}

type Point = readonly [number, number];
/** Row by row, 3 x 3. */
type Matrix = readonly number[];

function fit(marked: readonly MarkedPoint[]): Omit<GroundPlane, "leftOutMetres"> | null {
  const ground = flat(marked.map(({ place }) => place));
  const from = normalising(marked.map(({ picture }) => [picture.x, picture.y]));
  const onto = normalising(marked.map(({ place }) => ground.flatten(place)));
  if (from === null || onto === null) return null;
  const pairs = marked.map(({ picture, place }) => ({
    a: from.forward([picture.x, picture.y]),
    b: onto.forward(ground.flatten(place)),
  }));
  const matrix = homography(pairs);
  const back = matrix && inverse(matrix);
  if (!matrix || !back) return null;
  // Ground that is seen lies on one side of the horizon; a plane that puts marked points on both is none.
  const side = Math.sign(depth(matrix, pairs[0]?.a ?? [0, 0]));
  if (pairs.some(({ a }) => Math.sign(depth(matrix, a)) !== side)) return null;
  return {
    placeOf({ x, y }) {
      const a = from.forward([x, y]);
      if (depth(matrix, a) * side <= HORIZON) return null;
      return ground.lift(onto.back(project(matrix, a)));
    },
    pictureOf(place) {
      const a = project(back, onto.forward(ground.flatten(place)));
      if (!a.every(Number.isFinite) || depth(matrix, a) * side <= HORIZON) return null;
      const [x, y] = from.back(a);
      return { x, y };
    },
  };
}

/** Nearer to the horizon than this, relative to the marked points, a place is an accident. */
const HORIZON = 1e-3;

function depth(m: Matrix, [x, y]: Point): number {
  return (m[6] ?? 0) * x + (m[7] ?? 0) * y + (m[8] ?? 0);
}

function project(m: Matrix, point: Point): Point {
  const [x, y] = point;
  const w = depth(m, point);
  return [
    ((m[0] ?? 0) * x + (m[1] ?? 0) * y + (m[2] ?? 0)) / w,
    ((m[3] ?? 0) * x + (m[4] ?? 0) * y + (m[5] ?? 0)) / w,
  ];
}

/** Metres east and north of the first place: a camera sees a few hundred metres, where the earth is flat enough. */
function flat(places: readonly Place[]) {
  const origin = places[0] ?? { lat: 0, lon: 0 };
  const perLon = METRES_PER_DEGREE * Math.cos((origin.lat * Math.PI) / 180);
  return {
    flatten: ({ lat, lon }: Place): Point => [
      (lon - origin.lon) * perLon,
      (lat - origin.lat) * METRES_PER_DEGREE,
    ],
    lift: ([east, north]: Point): Place => ({
      lat: origin.lat + north / METRES_PER_DEGREE,
      lon: origin.lon + east / perLon,
    }),
  };
}

/** Moves the points' mean to 0 and their mean distance from it to the root of 2; null when they are one point. */
function normalising(points: readonly Point[]) {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x, y]) => sum + Math.hypot(x - x0, y - y0), 0) / points.length;
  if (!(spread > 1e-9)) return null;
  const scale = Math.SQRT2 / spread;
  return {
    forward: ([x, y]: Point): Point => [(x - x0) * scale, (y - y0) * scale],
    back: ([x, y]: Point): Point => [x / scale + x0, y / scale + y0],
  };
}

/** The last element is 1: the mean of the points, which is where it would be 0, is never on the horizon. */
function homography(pairs: readonly { readonly a: Point; readonly b: Point }[]): Matrix | null {
  const rows = pairs.flatMap(({ a: [x, y], b: [u, v] }) => [
    { left: [x, y, 1, 0, 0, 0, -u * x, -u * y], right: u },
    { left: [0, 0, 0, x, y, 1, -v * x, -v * y], right: v },
  ]);
  const size = 8;
  const equations = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) =>
      rows.reduce((sum, { left }) => sum + (left[i] ?? 0) * (left[j] ?? 0), 0),
    ),
    rows.reduce((sum, { left, right }) => sum + (left[i] ?? 0) * right, 0),
  ]);
  const solution = solve(equations);
  return solution && [...solution, 1];
}

/** Gaussian elimination with row pivoting; null when a pivot vanishes. */
function solve(equations: readonly (readonly number[])[]): number[] | null {
  const rows = equations.map((row) => [...row]);
  for (let column = 0; column < rows.length; column++) {
    const pivot = rows
      .slice(column)
      .reduce((best, row) => (Math.abs(row[column] ?? 0) > Math.abs(best[column] ?? 0) ? row : best));
    const value = pivot[column] ?? 0;
    if (!(Math.abs(value) > 1e-9)) return null;
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[column] ?? 0) / value;
      for (let j = column; j < row.length; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[rows.length] ?? 0) / (row[i] ?? 1));
}

function inverse(m: Matrix): Matrix | null {
  const at = (row: number, column: number) => m[(row % 3) * 3 + (column % 3)] ?? 0;
  const minor = (row: number, column: number) =>
    at(row + 1, column + 1) * at(row + 2, column + 2) - at(row + 1, column + 2) * at(row + 2, column + 1);
  const determinant = at(0, 0) * minor(0, 0) + at(0, 1) * minor(0, 1) + at(0, 2) * minor(0, 2);
  if (!(Math.abs(determinant) > 1e-9)) return null;
  return Array.from({ length: 9 }, (_, i) => minor(i % 3, Math.floor(i / 3)) / determinant);
}
