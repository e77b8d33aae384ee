import * as L from "leaflet";

/** What one drawing covers: the viewport and a margin around it, or a part of the ground. */
export interface Frame {
  /** Counts CSS pixels from the frame's upper left corner. */
  readonly ctx: CanvasRenderingContext2D;
  /** Canvas pixels per CSS pixel. */
  readonly ratio: number;
  readonly zoom: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The upper left corner, in pixels of the world at `zoom`. */
  readonly left: number;
  readonly top: number;
}

/** More than twice as fine as CSS pixels costs memory and shows nothing. */
const MAX_RATIO = 2;
/** The default margin on each side, as a part of the viewport: a drag this long needs no drawing, a larger canvas more time. */
const MARGIN = 0.1;

/**
 * One canvas over the whole map. While the map is dragged the browser moves the finished picture; it is drawn anew
 * when the map comes to rest, or when the drag leaves its margin. While it zooms the picture is scaled.
 */
export abstract class CanvasPane extends L.Layer {
  readonly #pane: string;
  readonly #margin: number;
  readonly #late: boolean;
  #canvas: HTMLCanvasElement | null = null;
  #corner = L.latLng(0, 0);
  #zoom = 0;
  #drawn: L.Bounds | null = null;
  #due = 0;
  /** Leaflet already counts in the zoom it only glides to. */
  #gliding = false;

  /** @param late draws a frame later than it is asked, so that not all canvases are drawn in the same one */
  constructor(pane: string, { margin = MARGIN, late = false } = {}) {
    super();
    this.#pane = pane;
    this.#margin = margin;
    this.#late = late;
  }

  protected abstract draw(frame: Frame): void;

  override onAdd(map: L.Map): this {
    const canvas = document.createElement("canvas");
    canvas.className = `map-canvas ${map.options.zoomAnimation ? "leaflet-zoom-animated" : "leaflet-zoom-hide"}`;
    canvas.setAttribute("aria-hidden", "true");
    map.getPane(this.#pane)?.append(canvas);
    this.#canvas = canvas;
    this.#paint();
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#due);
    this.#due = 0;
    this.#canvas?.remove();
    this.#canvas = null;
    return this;
  }

  override getEvents(): { [name: string]: L.LeafletEventHandlerFn } {
    return {
      viewreset: () => this.#paint(),
      moveend: () => {
        this.#gliding = false;
        this.redraw();
      },
      resize: () => this.redraw(),
      move: () => this.#moved(),
      zoom: () => this.#scale(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        this.#gliding = true;
        this.#scale(center, zoom);
      },
    };
  }

  getContainer(): HTMLElement | null {
    return this.#canvas;
  }

  /** Draws before the next frame, once however often it is asked. */
  redraw(): void {
    if (!this.#canvas || this.#due !== 0) return;
    const paint = () => {
      this.#due = 0;
      if (!this.#gliding) this.#paint();
    };
    this.#due = requestAnimationFrame(() => {
      if (this.#late) this.#due = requestAnimationFrame(paint);
      else paint();
    });
  }

  #moved(): void {
    const map = this._map;
    if (map.getZoom() !== this.#zoom) return;
    const view = L.bounds(
      map.containerPointToLayerPoint([0, 0]),
      map.containerPointToLayerPoint(map.getSize()),
    );
    if (!this.#drawn?.contains(view)) this.redraw();
  }

  /** Puts the finished picture where it belongs at another zoom. */
  #scale(center: L.LatLng, zoom: number): void {
    const map = this._map;
    const pane = map.getPane("mapPane");
    if (!this.#canvas || !pane) return;
    // The origin Leaflet gives its pixels at that zoom, which it makes public only after the fact.
    const origin = map
      .project(center, zoom)
      .subtract(map.getSize().divideBy(2))
      .add(L.DomUtil.getPosition(pane))
      .round();
    const position = map.project(this.#corner, zoom).subtract(origin);
    L.DomUtil.setTransform(this.#canvas, position, map.getZoomScale(zoom, this.#zoom));
  }

  #paint(): void {
    const map = this._map;
    const canvas = this.#canvas;
    const ctx = canvas?.getContext("2d");
    if (!canvas || !ctx) return;
    const size = map.getSize();
    if (size.x === 0 || size.y === 0) return;
    const margin = size.multiplyBy(this.#margin).ceil();
    const corner = map.containerPointToLayerPoint(margin.multiplyBy(-1)).round();
    const [width, height] = [size.x + 2 * margin.x, size.y + 2 * margin.y];
    const ratio = Math.min(MAX_RATIO, window.devicePixelRatio || 1);
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    } else {
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, wide, high);
    }
    L.DomUtil.setTransform(canvas, corner, 1);
    const world = map.getPixelOrigin().add(corner);
    this.#zoom = map.getZoom();
    this.#corner = map.layerPointToLatLng(corner);
    this.#drawn = L.bounds(corner, corner.add([width, height]));
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.draw({ ctx, ratio, zoom: this.#zoom, width, height, left: world.x, top: world.y });
  }
}
