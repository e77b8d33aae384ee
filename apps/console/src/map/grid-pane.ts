import { CanvasPane, type Frame } from "./canvas-pane";
import { pixelsPerMetre } from "./mercator";
import type { MapPalette } from "./palette";
import { gridStep } from "./scale";

/** Lines nearer than this are no ground to measure on. */
const MIN_GAP_PX = 56;

/** Where a site brought no map: squares of a round number of metres. */
export class GridPane extends CanvasPane {
  #palette: MapPalette;

  constructor(palette: MapPalette) {
    super("map-vector", { late: true });
    this.#palette = palette;
  }

  dress(palette: MapPalette): void {
    this.#palette = palette;
    this.redraw();
  }

  protected override draw({ ctx, zoom, left, top, width, height }: Frame): void {
    // One latitude, rounded, serves the whole view, so that the squares stay where they are when it moves a little.
    const lat = Math.round(this._map.getCenter().lat * 10) / 10;
    const perMetre = pixelsPerMetre(lat, zoom);
    const gap = gridStep(perMetre, MIN_GAP_PX) * perMetre;
    for (const [every, colour] of [
      [1, this.#palette.grid],
      [5, this.#palette.gridStrong],
    ] as const) {
      const step = gap * every;
      ctx.beginPath();
      for (let x = Math.ceil(left / step) * step; x < left + width; x += step) {
        ctx.moveTo(Math.round(x - left) + 0.5, 0);
        ctx.lineTo(Math.round(x - left) + 0.5, height);
      }
      for (let y = Math.ceil(top / step) * step; y < top + height; y += step) {
        ctx.moveTo(0, Math.round(y - top) + 0.5);
        ctx.lineTo(width, Math.round(y - top) + 0.5);
      }
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1;
      ctx.stroke();
    }
  }
}
