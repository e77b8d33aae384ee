import { type Cluster, clusterRadius, WORST_FIRST } from "./clusters";
import { drawGlyph, drawSelection } from "./glyphs";
import type { MapSpeaker } from "./map-types";
import { MAP_FONT, type MapPalette } from "./palette";

/** Around a marker's radius: room for halo and selection. */
const ROOM_PX = 9;
/** Half of a cluster's picture: the largest plate, its ring and its badge. */
const PLATE_ROOM_PX = 30;
const TURN = 2 * Math.PI;

/** Every marker is one of some thirty pictures: each is drawn once and then copied. */
export class Sprites {
  readonly #held = new Map<string, HTMLCanvasElement>();
  readonly #clusters = new WeakMap<Cluster, HTMLCanvasElement>();
  readonly #palette: MapPalette;
  readonly #radius: number;
  readonly #ratio: number;

  /** @param radius of a marker in CSS pixels @param ratio canvas pixels per CSS pixel */
  constructor(palette: MapPalette, radius: number, ratio: number) {
    this.#palette = palette;
    this.#radius = radius;
    this.#ratio = ratio;
  }

  fits(palette: MapPalette, radius: number, ratio: number): boolean {
    return palette === this.#palette && radius === this.#radius && ratio === this.#ratio;
  }

  stamp(ctx: CanvasRenderingContext2D, speaker: MapSpeaker, x: number, y: number): void {
    this.#copy(ctx, this.#spriteOf(speaker), x, y, Math.ceil(this.#radius + ROOM_PX));
  }

  /** A cluster is drawn when it is first seen and copied from then on: most redraws only move it. */
  stampCluster(ctx: CanvasRenderingContext2D, cluster: Cluster, x: number, y: number): void {
    let canvas = this.#clusters.get(cluster);
    if (!canvas) {
      canvas = document.createElement("canvas");
      canvas.width = Math.round(2 * PLATE_ROOM_PX * this.#ratio);
      canvas.height = canvas.width;
      const pen = canvas.getContext("2d");
      pen?.scale(this.#ratio, this.#ratio);
      if (pen) drawCluster(pen, this.#palette, cluster, PLATE_ROOM_PX, PLATE_ROOM_PX);
      this.#clusters.set(cluster, canvas);
    }
    this.#copy(ctx, canvas, x, y, PLATE_ROOM_PX);
  }

  #copy(ctx: CanvasRenderingContext2D, canvas: HTMLCanvasElement, x: number, y: number, size: number): void {
    // On whole pixels a copy is a copy; between them each would be blended anew.
    const [left, top] = [
      Math.round(x * this.#ratio) / this.#ratio,
      Math.round(y * this.#ratio) / this.#ratio,
    ];
    ctx.drawImage(canvas, left - size, top - size, 2 * size, 2 * size);
  }

  #spriteOf({ state, result, selected }: MapSpeaker): HTMLCanvasElement {
    const key = `${state} ${result ?? ""} ${selected}`;
    const held = this.#held.get(key);
    if (held) return held;
    const canvas = document.createElement("canvas");
    const size = Math.ceil(this.#radius + ROOM_PX);
    canvas.width = Math.round(2 * size * this.#ratio);
    canvas.height = canvas.width;
    const pen = canvas.getContext("2d");
    if (pen) {
      pen.scale(this.#ratio, this.#ratio);
      pen.translate(size, size);
      if (selected) drawSelection(pen, this.#palette, this.#radius);
      drawGlyph(pen, this.#palette, this.#radius, state, result);
    }
    this.#held.set(key, canvas);
    return canvas;
  }
}

/** A plate with the count, around it who is how, above it the worst of them. */
function drawCluster(
  ctx: CanvasRenderingContext2D,
  palette: MapPalette,
  cluster: Cluster,
  x: number,
  y: number,
): void {
  const r = clusterRadius(cluster.members.length);
  const total = cluster.members.length;
  ctx.save();
  ctx.translate(x, y);
  ctx.fillStyle = palette.halo;
  disc(ctx, r + 2);
  ctx.fillStyle = palette.cluster;
  disc(ctx, r);
  ctx.lineWidth = 3;
  let from = -TURN / 4;
  for (const state of WORST_FIRST) {
    const part = cluster.members.filter((member) => member.state === state).length / total;
    if (part === 0) continue;
    ctx.strokeStyle = palette.state[state];
    ctx.beginPath();
    ctx.arc(0, 0, r - 1.5, from, from + part * TURN);
    ctx.stroke();
    from += part * TURN;
  }
  if (cluster.selected > 0) {
    ctx.strokeStyle = palette.selected;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(0, 0, r + 3.5, -TURN / 4, -TURN / 4 + (cluster.selected / total) * TURN);
    ctx.stroke();
  }
  ctx.fillStyle = palette.clusterText;
  ctx.font = `600 11px ${MAP_FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(String(total), 0, 0.5);
  if (cluster.worst !== "online") {
    ctx.translate(r * 0.75, -r * 0.75);
    drawGlyph(ctx, palette, 5, cluster.worst);
  }
  ctx.restore();
}

function disc(ctx: CanvasRenderingContext2D, r: number): void {
  ctx.beginPath();
  ctx.arc(0, 0, r, 0, TURN);
  ctx.fill();
}
