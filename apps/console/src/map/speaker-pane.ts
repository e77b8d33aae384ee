import { CanvasPane, type Frame } from "./canvas-pane";
import type { Box, Label } from "./labels";
import type { MapPick, MapSpeaker } from "./map-types";
import { pixelsPerMetre, worldOf, worldPixels } from "./mercator";
import { MAP_FONT, type MapPalette } from "./palette";
import { type Hit, HitTest, LABEL_PX, layoutSpeakers, type SpeakerLayout } from "./speaker-layout";
import { Sprites } from "./sprites";

const TURN = 2 * Math.PI;
/** Half the opening of the sector that shows where a horn points, in radians. */
const SECTOR = 0.45;

/** What the speakers' canvas shows. */
export interface SpeakerScene {
  readonly speakers: readonly MapSpeaker[];
  readonly palette: MapPalette;
  readonly showEarshot: boolean;
  readonly picked: MapPick | null;
  /** What the base map's names cover at a zoom: no name of a speaker lies on them. */
  readonly covered: (zoom: number) => Iterable<Box>;
}

/** All speakers on one canvas: who hears them, where they point, how they are, what they are called. */
export class SpeakerPane extends CanvasPane {
  #scene: SpeakerScene;
  #layout: SpeakerLayout | null = null;
  #hits: HitTest | null = null;
  #sprites: Sprites | null = null;
  readonly #widths = new Map<string, number>();
  readonly #ruler = document.createElement("canvas").getContext("2d");

  constructor(scene: SpeakerScene) {
    super("map-speakers");
    this.#scene = scene;
  }

  show(scene: SpeakerScene): void {
    if (scene.speakers !== this.#scene.speakers) this.#layout = null;
    this.#scene = scene;
    this.redraw();
  }

  /** After the base map has changed. */
  layAnew(): void {
    this.#layout = null;
    this.redraw();
  }

  get scene(): SpeakerScene {
    return this.#scene;
  }

  /** Kept until a speaker or the zoom changes: moving the map only shifts it. */
  layout(zoom: number): SpeakerLayout {
    if (this.#layout?.zoom !== zoom) {
      this.#layout = layoutSpeakers(
        this.#scene.speakers,
        zoom,
        (text) => this.#widthOf(text),
        this.#scene.covered(zoom),
      );
      this.#hits = null;
    }
    return this.#layout;
  }

  /** @param x, y pixels of the world at this zoom */
  hit(zoom: number, x: number, y: number, slack: number): Hit | null {
    const layout = this.layout(zoom);
    this.#hits ??= new HitTest(layout);
    return this.#hits.at(x, y, slack);
  }

  #widthOf(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined && this.#ruler) {
      this.#ruler.font = `500 ${LABEL_PX}px ${MAP_FONT}`;
      width = this.#ruler.measureText(text).width;
      this.#widths.set(text, width);
    }
    return width ?? text.length * LABEL_PX;
  }

  protected override draw(frame: Frame): void {
    const layout = this.layout(frame.zoom);
    const { palette } = this.#scene;
    if (!this.#sprites?.fits(palette, layout.radius, frame.ratio)) {
      this.#sprites = new Sprites(palette, layout.radius, frame.ratio);
    }
    if (this.#scene.showEarshot) this.#drawEarshot(frame, layout);
    this.#drawPick(frame);
    this.#drawBearings(frame, layout);
    const { ctx } = frame;
    for (const { x, y, speaker } of layout.singles) {
      if (isSeen(frame, x, y)) this.#sprites.stamp(ctx, speaker, x - frame.left, y - frame.top);
    }
    for (const cluster of layout.clusters) {
      if (isSeen(frame, cluster.x, cluster.y)) {
        this.#sprites.stampCluster(ctx, cluster, cluster.x - frame.left, cluster.y - frame.top);
      }
    }
    drawNames(frame, palette, layout.labels);
  }

  /** One filled path, so that where two carry it is not darker than where one does. */
  #drawEarshot(frame: Frame, layout: SpeakerLayout): void {
    const { ctx } = frame;
    const chosen = layout.marks.filter(({ speaker }) => speaker.selected);
    const area = new Path2D();
    for (const { x, y, speaker } of chosen.length > 0 ? chosen : layout.marks) {
      const reach = speaker.audibleMetres * pixelsPerMetre(speaker.lat, frame.zoom);
      if (!isSeen(frame, x, y, reach)) continue;
      area.moveTo(x - frame.left + reach, y - frame.top);
      area.arc(x - frame.left, y - frame.top, reach, 0, TURN);
    }
    if (chosen.length > 0) {
      // The edge of the whole: what lies inside is wiped out again, while the canvas holds nothing else.
      ctx.strokeStyle = this.#scene.palette.earshotEdge;
      ctx.lineWidth = 3;
      ctx.stroke(area);
      ctx.globalCompositeOperation = "destination-out";
      ctx.fillStyle = "#000000";
      ctx.fill(area, "nonzero");
      ctx.globalCompositeOperation = "source-over";
    }
    ctx.fillStyle = this.#scene.palette.earshot;
    ctx.fill(area, "nonzero");
  }

  #drawPick({ ctx, zoom, left, top }: Frame): void {
    const { picked, palette } = this.#scene;
    if (!picked) return;
    const world = worldOf(picked);
    const x = world.x * worldPixels(zoom) - left;
    const y = world.y * worldPixels(zoom) - top;
    ctx.strokeStyle = palette.pick;
    if (picked.metres !== undefined) {
      ctx.beginPath();
      ctx.arc(x, y, picked.metres * pixelsPerMetre(picked.lat, zoom), 0, TURN);
      ctx.fillStyle = palette.earshot;
      ctx.fill();
      ctx.lineWidth = 1.5;
      ctx.setLineDash([6, 5]);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    for (const [colour, width] of [
      [palette.halo, 6],
      [palette.pick, 2.5],
    ] as const) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.arc(x, y, 7, 0, TURN);
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        ctx.moveTo(x + 4 * dx, y + 4 * dy);
        ctx.lineTo(x + 14 * dx, y + 14 * dy);
      }
      ctx.stroke();
    }
  }

  /** A path per colour: a handful of fills however many horns there are. */
  #drawBearings(frame: Frame, layout: SpeakerLayout): void {
    const paths = new Map<string, Path2D>();
    const { palette } = this.#scene;
    const reach = layout.radius * 2.6;
    for (const { x, y, speaker } of layout.singles) {
      if (speaker.bearing === null || !isSeen(frame, x, y)) continue;
      const colour = speaker.result ? palette.result[speaker.result] : palette.state[speaker.state];
      let path = paths.get(colour);
      if (!path) {
        path = new Path2D();
        paths.set(colour, path);
      }
      const angle = (speaker.bearing / 360) * TURN - TURN / 4;
      path.moveTo(x - frame.left, y - frame.top);
      path.arc(x - frame.left, y - frame.top, reach, angle - SECTOR, angle + SECTOR);
      path.closePath();
    }
    frame.ctx.globalAlpha = 0.38;
    for (const [colour, path] of paths) {
      frame.ctx.fillStyle = colour;
      frame.ctx.fill(path);
    }
    frame.ctx.globalAlpha = 1;
  }
}

/** @param reach pixels around the point that belong to it */
function isSeen({ left, top, width, height }: Frame, x: number, y: number, reach = 30): boolean {
  return x > left - reach && x < left + width + reach && y > top - reach && y < top + height + reach;
}

function drawNames(frame: Frame, palette: MapPalette, labels: readonly Label[]): void {
  const { ctx } = frame;
  ctx.font = `500 ${LABEL_PX}px ${MAP_FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3;
  ctx.strokeStyle = palette.halo;
  ctx.fillStyle = palette.speakerName;
  for (const { text, x, y } of labels) {
    if (!isSeen(frame, x, y, 80)) continue;
    ctx.strokeText(text, x - frame.left, y - frame.top);
    ctx.fillText(text, x - frame.left, y - frame.top);
  }
}
