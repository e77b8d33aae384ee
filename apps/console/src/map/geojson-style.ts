import type { ShapeClass } from "./geojson-read";
import type { MapPalette } from "./palette";

/** How a class of shapes is drawn; widths in CSS pixels at a zoom. */
export interface ShapeStyle {
  readonly fill?: string;
  readonly dots?: string;
  readonly line?: string;
  readonly width?: (zoom: number) => number;
  /** A broader line below, so that roads keep their edges. */
  readonly casing?: string;
  readonly dash?: readonly number[];
  /** Areas that flow into each other have no edge between them. */
  readonly joined?: boolean;
  readonly fromZoom?: number;
}

/** Straight lines between [zoom, pixels] pairs. */
function stops(...pairs: readonly (readonly [number, number])[]): (zoom: number) => number {
  return (zoom) => {
    let before = pairs[0];
    for (const pair of pairs) {
      if (before && zoom < pair[0]) {
        const part = Math.max(0, (zoom - before[0]) / (pair[0] - before[0] || 1));
        return before[1] + part * (pair[1] - before[1]);
      }
      before = pair;
    }
    return before?.[1] ?? 1;
  };
}

const one = () => 1;

export function styleOf(shape: ShapeClass, palette: MapPalette): ShapeStyle {
  switch (shape) {
    case "field":
      return { fill: palette.field };
    case "orchard":
      return { fill: palette.orchard, dots: palette.orchardDot };
    case "water":
      return { fill: palette.water, line: palette.waterEdge, width: one, fromZoom: 12 };
    case "river":
      return { fill: palette.water, line: palette.waterEdge, width: () => 1.5, joined: true };
    case "dyke":
      return { line: palette.dyke, width: stops([12, 1.2], [14, 2], [16, 4], [18, 8]) };
    case "village":
      return { fill: palette.village, line: palette.villageEdge, width: one, dash: [5, 4] };
    case "square":
      return { fill: palette.square, line: palette.squareEdge, width: one, fromZoom: 13.5 };
    case "building":
      return { fill: palette.building, fromZoom: 14.25 };
    case "street":
      return {
        line: palette.street,
        casing: palette.roadCasing,
        width: stops([13, 0.7], [14, 1.2], [16, 4.5], [18, 11]),
        fromZoom: 12.75,
      };
    case "road":
      return {
        line: palette.road,
        casing: palette.roadCasing,
        width: stops([12, 1], [14, 2.2], [16, 7], [18, 15]),
      };
    case "road-main":
      return {
        line: palette.roadMain,
        casing: palette.roadCasing,
        width: stops([11, 1.4], [12, 2], [14, 4], [16, 10], [18, 20]),
      };
  }
}
