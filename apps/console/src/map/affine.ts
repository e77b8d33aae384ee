import { type CoordinateSystem, toWgs84 } from "@dalaba/core/place";
import type { PlanPin } from "./map-types";
import { type World, worldOf } from "./mercator";

/** As a canvas counts them: X = a x + c y + e, Y = b x + d y + f. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export type Solved =
  | { readonly ok: true; readonly value: Affine }
  | { readonly ok: false; readonly code: "three-pins-needed" | "pins-on-a-line"; readonly detail: string };

/** Three points as flat as this (height by longest side) say nothing about one direction. */
const MIN_FLATNESS = 0.01;

export function apply(m: Affine, x: number, y: number): World {
  return { x: m.a * x + m.c * y + m.e, y: m.b * x + m.d * y + m.f };
}

/** The same map, its results then scaled by a factor and moved by (-left, -top). */
export function scaled(m: Affine, factor: number, left: number, top: number): Affine {
  return {
    a: m.a * factor,
    b: m.b * factor,
    c: m.c * factor,
    d: m.d * factor,
    e: m.e * factor - left,
    f: m.f * factor - top,
  };
}

/** The one affine map that carries three points of a plan to three points of the world. */
export function solveAffine(
  from: readonly { readonly x: number; readonly y: number }[],
  to: readonly World[],
): Solved {
  const [p, q, r] = from;
  const [u, v, w] = to;
  if (!p || !q || !r || !u || !v || !w || from.length !== 3 || to.length !== 3) {
    return { ok: false, code: "three-pins-needed", detail: `${from.length} pins` };
  }
  const qx = q.x - p.x;
  const qy = q.y - p.y;
  const rx = r.x - p.x;
  const ry = r.y - p.y;
  const area = qx * ry - rx * qy;
  const longest = Math.max(qx * qx + qy * qy, rx * rx + ry * ry, (rx - qx) ** 2 + (ry - qy) ** 2);
  if (!(Math.abs(area) > MIN_FLATNESS * longest)) {
    return { ok: false, code: "pins-on-a-line", detail: "the three pins lie on one line" };
  }
  const a = ((v.x - u.x) * ry - (w.x - u.x) * qy) / area;
  const c = ((w.x - u.x) * qx - (v.x - u.x) * rx) / area;
  const b = ((v.y - u.y) * ry - (w.y - u.y) * qy) / area;
  const d = ((w.y - u.y) * qx - (v.y - u.y) * rx) / area;
  return { ok: true, value: { a, b, c, d, e: u.x - a * p.x - c * p.y, f: u.y - b * p.x - d * p.y } };
}

/** From a plan's pixels to fractions of the world: Mercator keeps shapes, so a scan of a few kilometres fits. */
export function pinPlan(pins: readonly PlanPin[], coordinates: CoordinateSystem): Solved {
  return solveAffine(
    pins,
    pins.map(({ at: [lat, lon] }) => worldOf(toWgs84({ lat, lon }, coordinates))),
  );
}
