import { CanvasPane, type Frame } from "./canvas-pane";
import { type MapShape, SHAPE_CLASSES, type ShapeClass } from "./geojson-read";
import { type ShapeStyle, styleOf } from "./geojson-style";
import { worldPixels } from "./mercator";
import { MAP_FONT, type MapPalette } from "./palette";
import { namePlaces, type PlaceName } from "./place-names";

/** The zoom whose pixels the paths count, from the first point on: canvases count with 24 bits. */
const PATH_ZOOM = 16;

/** Cells along the world's edge: about 1 km each where people live. */
const CELLS = 2 ** 15;
/** Half of the broadest road, and its casing. */
const ROOM_PX = 24;

/** All of one class in one cell, and its box in fractions of the world. */
interface Chunk {
  readonly class: ShapeClass;
  readonly area: Path2D;
  readonly line: Path2D;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Roads, water and villages: paths made once, drawn at any zoom. */
export class GeojsonPane extends CanvasPane {
  readonly #shapes: readonly MapShape[];
  readonly #chunks = new Map<string, Chunk>();
  readonly #origin: { readonly x: number; readonly y: number };
  #palette: MapPalette;
  #english: boolean;
  #names: { readonly zoom: number; readonly placed: readonly PlaceName[] } | null = null;
  readonly #widths = new Map<string, number>();
  readonly #ruler = document.createElement("canvas").getContext("2d");

  constructor(shapes: readonly MapShape[], palette: MapPalette, english: boolean) {
    super("map-vector", { late: true });
    this.#shapes = shapes;
    this.#palette = palette;
    this.#english = english;
    this.#origin = shapes[0]?.lines[0]?.[0] ?? { x: 0, y: 0 };
    for (const shape of shapes) this.#keep(shape);
  }

  #keep(shape: MapShape): void {
    const pixels = worldPixels(PATH_ZOOM);
    const first = shape.lines[0]?.[0];
    if (!first) return;
    const key = `${shape.class} ${Math.floor(first.x * CELLS)} ${Math.floor(first.y * CELLS)}`;
    let chunk = this.#chunks.get(key);
    if (!chunk) {
      chunk = {
        class: shape.class,
        area: new Path2D(),
        line: new Path2D(),
        left: 1,
        top: 1,
        right: 0,
        bottom: 0,
      };
      this.#chunks.set(key, chunk);
    }
    const path = shape.area ? chunk.area : chunk.line;
    for (const points of shape.lines) {
      points.forEach(({ x, y }, at) => {
        const [px, py] = [(x - this.#origin.x) * pixels, (y - this.#origin.y) * pixels];
        if (at === 0) path.moveTo(px, py);
        else path.lineTo(px, py);
      });
      if (shape.area) path.closePath();
      for (const { x, y } of points) {
        chunk.left = Math.min(chunk.left, x);
        chunk.right = Math.max(chunk.right, x);
        chunk.top = Math.min(chunk.top, y);
        chunk.bottom = Math.max(chunk.bottom, y);
      }
    }
  }

  /** One path of all that a frame shows of a class; null where it shows none. */
  #pathsIn(
    shape: ShapeClass,
    { zoom, left, top, width, height }: Frame,
  ): { area: Path2D; line: Path2D } | null {
    const pixels = worldPixels(zoom);
    let paths: { area: Path2D; line: Path2D } | null = null;
    for (const chunk of this.#chunks.values()) {
      if (chunk.class !== shape) continue;
      const isBeside =
        chunk.right * pixels < left - ROOM_PX ||
        chunk.left * pixels > left + width + ROOM_PX ||
        chunk.bottom * pixels < top - ROOM_PX ||
        chunk.top * pixels > top + height + ROOM_PX;
      if (isBeside) continue;
      paths ??= { area: new Path2D(), line: new Path2D() };
      paths.area.addPath(chunk.area);
      paths.line.addPath(chunk.line);
    }
    return paths;
  }

  dress(palette: MapPalette, english: boolean): void {
    this.#palette = palette;
    if (english !== this.#english) this.#names = null;
    this.#english = english;
    this.redraw();
  }

  protected override draw(frame: Frame): void {
    const { ctx, zoom, left, top } = frame;
    const scale = worldPixels(zoom) / worldPixels(PATH_ZOOM);
    ctx.save();
    ctx.translate(this.#origin.x * worldPixels(zoom) - left, this.#origin.y * worldPixels(zoom) - top);
    ctx.scale(scale, scale);
    for (const shape of SHAPE_CLASSES) {
      const style = styleOf(shape, this.#palette);
      const paths = zoom < (style.fromZoom ?? 0) ? null : this.#pathsIn(shape, frame);
      if (!paths) continue;
      drawShapes(ctx, paths, style, zoom, scale);
    }
    ctx.restore();
    this.#drawNames(frame);
  }

  /** The names at a zoom, in pixels of the world; kept until zoom or language change. */
  names(zoom: number): readonly PlaceName[] {
    if (this.#names?.zoom !== zoom) {
      const widthOf = (text: string, size: number) => this.#widthOf(text, size);
      this.#names = { zoom, placed: namePlaces(this.#shapes, zoom, this.#english, widthOf) };
    }
    return this.#names.placed;
  }

  #drawNames({ ctx, zoom, left, top, width, height }: Frame): void {
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    for (const name of this.names(zoom)) {
      const [x, y] = [name.x - left, name.y - top];
      if (x < -150 || y < -150 || x > width + 150 || y > height + 150) continue;
      ctx.save();
      ctx.translate(x, y);
      ctx.rotate(name.angle);
      ctx.font = fontOf(name);
      ctx.strokeStyle = this.#palette.halo;
      ctx.lineWidth = 3;
      ctx.globalAlpha = 0.85;
      ctx.strokeText(name.text, 0, 0);
      ctx.globalAlpha = 1;
      ctx.fillStyle = colourOf(name.class, this.#palette);
      ctx.fillText(name.text, 0, 0);
      ctx.restore();
    }
  }

  #widthOf(text: string, size: number): number {
    const key = `${size} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined && this.#ruler) {
      this.#ruler.font = `600 ${size}px ${MAP_FONT}`;
      width = this.#ruler.measureText(text).width;
      this.#widths.set(key, width);
    }
    return width ?? text.length * size;
  }
}

/** @param scale pixels of the screen per unit of the paths: widths are given in the former */
function drawShapes(
  ctx: CanvasRenderingContext2D,
  { area, line }: { readonly area: Path2D; readonly line: Path2D },
  style: ShapeStyle,
  zoom: number,
  scale: number,
): void {
  const width = style.width?.(zoom) ?? 1;
  // Nobody sees the round ends of a hair line, and they take most of the time it takes.
  ctx.lineCap = width < 3 ? "butt" : "round";
  ctx.lineJoin = width < 3 ? "bevel" : "round";
  if (style.fill) {
    if (style.joined && style.line) {
      ctx.strokeStyle = style.line;
      ctx.lineWidth = (2 * width) / scale;
      ctx.stroke(area);
    }
    ctx.fillStyle = style.fill;
    ctx.fill(area);
  }
  if (style.dots && zoom >= 13) {
    ctx.fillStyle = dotted(ctx, style.dots, scale, zoom) ?? style.dots;
    ctx.fill(area);
  }
  if (!style.line) return;
  if (style.casing && width > 1.5) {
    ctx.strokeStyle = style.casing;
    ctx.lineWidth = (width + 2) / scale;
    ctx.stroke(line);
  }
  ctx.strokeStyle = style.line;
  ctx.lineWidth = width / scale;
  ctx.setLineDash((style.dash ?? []).map((px) => px / scale));
  if (!style.joined) ctx.stroke(area);
  ctx.stroke(line);
  ctx.setLineDash([]);
}

/** Trees in rows: the rows keep their distance on the ground, the dots theirs on the screen. */
function dotted(
  ctx: CanvasRenderingContext2D,
  colour: string,
  scale: number,
  zoom: number,
): CanvasPattern | null {
  const tile = document.createElement("canvas");
  const edge = 24;
  tile.width = edge;
  tile.height = edge;
  const pen = tile.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = colour;
  for (const [x, y] of [
    [6, 6],
    [18, 18],
  ] as const) {
    pen.beginPath();
    pen.arc(x, y, 4, 0, 2 * Math.PI);
    pen.fill();
  }
  const pattern = ctx.createPattern(tile, "repeat");
  const shrink = (zoom < 15 ? 0.4 : 0.6) / scale;
  pattern?.setTransform(new DOMMatrix([shrink, 0, 0, shrink, 0, 0]));
  return pattern;
}

function fontOf({ class: shape, size }: PlaceName): string {
  const style = shape === "river" || shape === "water" ? "italic " : "";
  const weight = shape === "village" ? 600 : 400;
  return `${style}${weight} ${size}px ${MAP_FONT}`;
}

function colourOf(shape: ShapeClass, palette: MapPalette): string {
  if (shape === "village") return palette.villageName;
  return shape === "river" || shape === "water" ? palette.waterName : palette.name;
}
