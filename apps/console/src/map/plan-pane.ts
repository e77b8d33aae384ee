import { type Affine, scaled } from "./affine";
import { CanvasPane, type Frame } from "./canvas-pane";
import { worldPixels } from "./mercator";

/** A scanned plan, laid down as its three pins say. */
export class PlanPane extends CanvasPane {
  readonly #image: HTMLImageElement;
  readonly #placed: Affine;
  readonly #width: number;
  readonly #height: number;

  /** @param placed from the plan's pixels to fractions of the world @param size the pixels that its pins count */
  constructor(image: HTMLImageElement, placed: Affine, size: { width: number; height: number }) {
    super("map-plan", { late: true });
    this.#image = image;
    this.#placed = placed;
    this.#width = size.width;
    this.#height = size.height;
  }

  protected override draw({ ctx, zoom, left, top }: Frame): void {
    const m = scaled(this.#placed, worldPixels(zoom), left, top);
    ctx.save();
    ctx.transform(m.a, m.b, m.c, m.d, m.e, m.f);
    ctx.imageSmoothingQuality = "high";
    ctx.drawImage(this.#image, 0, 0, this.#width, this.#height);
    ctx.restore();
  }
}
