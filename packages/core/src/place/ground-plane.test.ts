import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distanceMetres } from "./distance";
import { calibrate, type GroundPlane, type MarkedPoint, type PicturePoint } from "./ground-plane";
import type { Place } from "./place";

const ORIGIN: Place = { lat: 23.03, lon: 113.47 };
const PER_LAT = 111_195;
const placeAt = (east: number, north: number): Place => ({
  lat: ORIGIN.lat + north / PER_LAT,
  lon: ORIGIN.lon + east / (PER_LAT * Math.cos((ORIGIN.lat * Math.PI) / 180)),
});

/** A pinhole camera on a mast looking north and down: the picture is computed from rays, not from a homography. */
function camera(heightM: number, downDegrees: number, focal: number) {
  const down = (downDegrees * Math.PI) / 180;
  return (east: number, north: number): PicturePoint => {
    const ahead = north * Math.cos(down) + heightM * Math.sin(down);
    const below = heightM * Math.cos(down) - north * Math.sin(down);
    return { x: 0.5 + (focal * east) / ahead, y: 0.5 + (focal * below) / ahead };
  };
}

const see = camera(8, 20, 0.9);
const spots = [
  ...([
    [-8, 12],
    [9, 14],
    [-14, 35],
    [16, 40],
    [2, 25],
    [-5, 60],
  ] as const),
];
const marks = (points: readonly (readonly [number, number])[]): MarkedPoint[] =>
  points.map(([east, north]) => ({ picture: see(east, north), place: placeAt(east, north) }));

function planeOf(points: readonly MarkedPoint[]): GroundPlane {
  const outcome = calibrate(points);
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome.value;
}

describe("a picture with marked points", () => {
  it.each([4, 5, 6])("tells the ground within a decimetre from %i exact ones", (count) => {
    const plane = planeOf(marks(spots.slice(0, count)));
    for (const [east, north] of [
      [0, 20],
      [10, 50],
      [-20, 45],
    ] as const) {
      const found = plane.placeOf(see(east, north));
      expect(distanceMetres(found ?? ORIGIN, placeAt(east, north))).toBeLessThan(0.1);
      const picture = plane.pictureOf(placeAt(east, north));
      expect(picture?.x).toBeCloseTo(see(east, north).x, 4);
      expect(picture?.y).toBeCloseTo(see(east, north).y, 4);
    }
  });

  it("has no ground in the sky, and nothing behind the camera is in it", () => {
    const plane = planeOf(marks(spots));
    expect(plane.placeOf({ x: 0.5, y: 0.02 })).toBeNull();
    expect(plane.pictureOf(placeAt(0, -40))).toBeNull();
    expect(plane.placeOf({ x: 0.5, y: 0.9 })).not.toBeNull();
  });

  it("tells which point was marked wrongly, by leaving each out", () => {
    const wrong = marks([...spots, [6, 20]]);
    const exact = planeOf(wrong).leftOutMetres ?? [];
    expect(Math.max(...exact)).toBeLessThan(0.1);
    wrong[4] = { picture: see(2, 25), place: placeAt(22, 25) };
    const errors = planeOf(wrong).leftOutMetres ?? [];
    expect(errors).toHaveLength(7);
    expect(errors[4]).toBeGreaterThan(15);
    expect(planeOf(marks(spots.slice(0, 4))).leftOutMetres).toBeNull();
  });

  it("is refused with three points, and with points on one line", () => {
    expect(calibrate(marks(spots.slice(0, 3)))).toMatchObject({ ok: false, code: "points-too-few" });
    const line = marks([
      [0, 10],
      [0, 20],
      [0, 30],
      [0, 40],
      [0, 50],
    ]);
    expect(calibrate(line)).toMatchObject({ ok: false, code: "points-degenerate" });
    const three = marks([
      [0, 10],
      [0, 20],
      [0, 40],
      [9, 30],
    ]);
    expect(calibrate(three)).toMatchObject({ ok: false, code: "points-degenerate" });
    const one = marks([
      [1, 10],
      [1, 10],
      [1, 10],
      [1, 10],
    ]);
    expect(calibrate(one)).toMatchObject({ ok: false, code: "points-degenerate" });
  });
});

it("whatever is marked is a plane of finite places, or refused", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const point = fc.record({
    picture: fc.record({ x: unit, y: unit }),
    place: fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 })),
  });
  const marked = fc.array(point, { minLength: 4, maxLength: 9 });
  fc.assert(
    fc.property(marked, unit, unit, (points, x, y) => {
      const outcome = calibrate(
        points.map(({ picture, place: [east, north] }) => ({ picture, place: placeAt(east, north) })),
      );
      if (!outcome.ok) return;
      const found = outcome.value.placeOf({ x, y });
      if (found !== null) expect([found.lat, found.lon].every(Number.isFinite)).toBe(true);
      expect(outcome.value.leftOutMetres?.some(Number.isNaN) ?? false).toBe(false);
    }),
  );
});
