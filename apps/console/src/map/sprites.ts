import { type Cluster, clusterRadius, WORST_FIRST } from "./clusters";
import { drawGlyph, drawSelection } from "./glyphs";
import type { MapSpeaker } from "./map-types";
import { MAP_FONT, type MapPalette } from "./palette";

/** Around a marker's radius: room for halo and selection. */
const ROOM_PX = 9;
const TURN = 2 * Math.PI;

/** Every marker is one of some thirty pictures: each is drawn once and then copied. */
export class Sprites {
  readonly #held = new Map<string, HTMLCanvasElement>();
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
    const size = this.#radius + ROOM_PX;
    ctx.drawImage(this.#spriteOf(speaker), x - size, y - size, 2 * size, 2 * size);
  }

  #spriteOf({ state, result, selected }: MapSpeaker): HTMLCanvasElement {
    const key = `${state} ${result ?? ""} ${selected}`;
    const held = this.#held.get(key);
    if (held) return held;
    const canvas = document.createElement("canvas");
    const size = this.#radius + ROOM_PX;
    canvas.width = Math.ceil(2 * size * this.#ratio);
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
export function drawCluster(
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
