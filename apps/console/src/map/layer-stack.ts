import type * as L from "leaflet";
import { type Dress, openLayer, redress } from "./base-layers";
import { GeojsonPane } from "./geojson-pane";
import { GridPane } from "./grid-pane";
import type { Box } from "./labels";
import type { MapLayer } from "./map-types";
import { paletteOf } from "./palette";

interface Held {
  readonly layer: MapLayer;
  readonly ends: AbortController;
  opened: L.Layer | null;
}

/** The base layers that are on: opened once, dressed anew when theme or language change, with none a grid. */
export class LayerStack {
  readonly #map: L.Map;
  readonly #settled: (lost: readonly string[]) => void;
  readonly #held = new Map<string, Held>();
  readonly #lost = new Set<string>();
  #grid: GridPane | null = null;
  #dress: Dress = { theme: "dark", language: "" };
  #order: readonly MapLayer[] = [];

  /** @param settled called after a layer came or failed, with those that could not be had */
  constructor(map: L.Map, settled: (lost: readonly string[]) => void) {
    this.#map = map;
    this.#settled = settled;
  }

  /** What the names of the places cover, in pixels of the world. */
  *nameBoxes(zoom: number): Generator<Box> {
    for (const { opened } of this.#held.values()) {
      if (opened instanceof GeojsonPane) for (const name of opened.names(zoom)) yield* name.boxes;
    }
  }

  show(layers: readonly MapLayer[], dress: Dress): void {
    const dressed = dress.theme !== this.#dress.theme || dress.language !== this.#dress.language;
    if (layers === this.#order && !dressed) return;
    this.#order = layers;
    this.#dress = dress;
    for (const [id, held] of this.#held) {
      const wanted = layers.find((layer) => layer.id === id);
      const kept = wanted && sameSource(wanted, held.layer);
      if (kept && held.opened && (!dressed || redress(held.opened, wanted, dress))) continue;
      if (kept && !held.opened && !dressed) continue;
      this.#drop(id, held);
    }
    for (const layer of layers) if (!this.#held.has(layer.id)) this.#open(layer);
    // A picture with whole zooms only is sharp; lines are sharp at any.
    this.#map.options.zoomSnap = layers.some(({ kind }) => kind === "tiles" || kind === "pmtiles") ? 1 : 0.25;
    this.#arrange();
  }

  end(): void {
    for (const [id, held] of this.#held) this.#drop(id, held);
  }

  #open(layer: MapLayer): void {
    const held: Held = { layer, ends: new AbortController(), opened: null };
    this.#held.set(layer.id, held);
    void openLayer(layer, this.#dress, held.ends.signal).then((opened) => {
      if (held.ends.signal.aborted) return;
      if (opened.ok) {
        held.opened = opened.value;
        redress(opened.value, layer, this.#dress);
        opened.value.addTo(this.#map);
        this.#lost.delete(layer.id);
      } else {
        this.#lost.add(layer.id);
      }
      this.#settled([...this.#lost]);
      this.#arrange();
    });
  }

  #drop(id: string, held: Held): void {
    held.ends.abort();
    held.opened?.remove();
    this.#held.delete(id);
    this.#lost.delete(id);
  }

  /** Lowest first, as they are listed; the grid only while nothing else is there or coming. */
  #arrange(): void {
    for (const { id } of this.#order) {
      const element = containerOf(this.#held.get(id)?.opened ?? null);
      element?.parentElement?.append(element);
    }
    const bare = this.#order.every(({ id }) => this.#lost.has(id));
    if (bare && !this.#grid) this.#grid = new GridPane(paletteOf(this.#dress.theme)).addTo(this.#map);
    else if (bare) this.#grid?.dress(paletteOf(this.#dress.theme));
    else if (this.#grid) {
      this.#grid.remove();
      this.#grid = null;
    }
  }
}

/** Tiles and canvases both keep one element in their pane. */
function containerOf(layer: L.Layer | null): HTMLElement | null {
  if (layer && "getContainer" in layer) return (layer as L.GridLayer).getContainer();
  return null;
}

function sameSource(one: MapLayer, other: MapLayer): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
