import type { Place } from "@dalaba/core";
import * as L from "leaflet";
import { enclosed } from "./lasso";
import { attachLasso } from "./lasso-tool";
import { LayerStack } from "./layer-stack";
import type { MapLayer, MapPick, MapSpeaker, MapTheme, MapTool } from "./map-types";
import { pixelsPerMetre } from "./mercator";
import { paletteOf } from "./palette";
import { PulsePane } from "./pulse-pane";
import type { Hit } from "./speaker-layout";
import { SpeakerPane } from "./speaker-pane";

/** What the scene tells the page around it. */
export interface SceneEvents {
  toggle(id: string, additive: boolean): void;
  lasso(ids: readonly string[], additive: boolean): void;
  pick(place: Place): void;
  /** The marker under the pointer, or under the cross of who moves the map by keys; x and y are in the view. */
  hover(hit: Hit | null, x: number, y: number, by: "pointer" | "keys"): void;
  /** After each movement. */
  moved(pixelsPerMetre: number): void;
  /** Layers that could not be had. */
  failed(ids: readonly string[]): void;
}

/** Everything of the map that does not change by itself. */
export interface SceneState {
  readonly speakers: readonly MapSpeaker[];
  readonly layers: readonly MapLayer[];
  readonly tool: MapTool;
  readonly theme: MapTheme;
  readonly language: string;
  readonly picked: MapPick | null;
  readonly showEarshot: boolean;
}

/** Pixels around a marker that still mean it: a mouse is exact, a finger is not. */
const SLACK_PX = { mouse: 4, touch: 14 };
/** The map has the focus, and got it from the keyboard. */
const KEYED = ":focus-visible:not(.map-pointed)";
/** Nearer than this "show me" does not go. */
const FIT_ZOOM = 17;
/** Shown while there is nothing to fit: the whole of southern China. */
const NOWHERE: L.LatLngTuple = [23.03, 113.47];

/** The map itself, without any framework: what is drawn, and what pointer and keys do to it. */
export class TownScene {
  readonly #map: L.Map;
  readonly #events: SceneEvents;
  readonly #speakers: SpeakerPane;
  readonly #pulse: PulsePane;
  readonly #stack: LayerStack;
  readonly #ends: (() => void)[] = [];
  #state: SceneState;
  #fit: "all" | readonly string[] | null = null;

  constructor(host: HTMLElement, state: SceneState, events: SceneEvents) {
    this.#state = state;
    this.#events = events;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#map = L.map(host, {
      attributionControl: false,
      zoomControl: false,
      boxZoom: false,
      doubleClickZoom: false,
      zoomAnimation: !still,
      fadeAnimation: !still,
      inertia: !still,
      zoomSnap: 0.25,
      wheelPxPerZoomLevel: 90,
      minZoom: 3,
      maxZoom: 20,
    }).setView(NOWHERE, 13);
    for (const [name, z] of [
      ["map-plan", 250],
      ["map-vector", 300],
      ["map-pulse", 590],
      ["map-speakers", 600],
    ] as const) {
      const pane = this.#map.createPane(name);
      pane.style.zIndex = String(z);
      pane.style.pointerEvents = "none";
    }
    this.#stack = new LayerStack(this.#map, (lost) => {
      this.#speakers.layAnew();
      events.failed(lost);
    });
    this.#speakers = new SpeakerPane(this.#speakerScene()).addTo(this.#map);
    this.#pulse = new PulsePane(this.#speakers, still).addTo(this.#map);
    this.#listen(host);
    this.#apply(null);
  }

  set(state: SceneState): void {
    const before = this.#state;
    this.#state = state;
    this.#apply(before);
  }

  fit(what: "all" | readonly string[]): void {
    this.#fit = what;
    this.#fitWhenReady();
  }

  zoom(by: number): void {
    this.#map.setZoom(Math.round((this.#map.getZoom() + by) * 4) / 4);
  }

  end(): void {
    for (const end of this.#ends) end();
    this.#stack.end();
    this.#map.remove();
  }

  #speakerScene() {
    const { speakers, theme, picked, showEarshot } = this.#state;
    return {
      speakers,
      palette: paletteOf(theme),
      picked,
      showEarshot,
      covered: (zoom: number) => this.#stack.nameBoxes(zoom),
    };
  }

  #apply(before: SceneState | null): void {
    const state = this.#state;
    this.#speakers.show(this.#speakerScene());
    if (state.speakers !== before?.speakers || state.theme !== before?.theme) this.#pulse.refresh();
    this.#stack.show(state.layers, { theme: state.theme, language: state.language });
    if (state.tool === "lasso") this.#map.dragging.disable();
    else this.#map.dragging.enable();
    if (state.speakers !== before?.speakers) this.#fitWhenReady();
  }

  /** A wish to see something waits until there is a place to show and room to show it in. */
  #fitWhenReady(): void {
    const size = this.#map.getSize();
    if (this.#fit === null || size.x === 0 || size.y === 0) return;
    const wanted = this.#fit === "all" ? null : new Set(this.#fit);
    const found = this.#state.speakers.filter(({ id }) => !wanted || wanted.has(id));
    if (found.length === 0) return;
    this.#fit = null;
    const margin = Math.min(40, size.x / 10);
    this.#map.fitBounds(
      L.latLngBounds(found.map(({ lat, lon }) => L.latLng(lat, lon))),
      // A village's name stands above it.
      { paddingTopLeft: [margin, margin + 16], paddingBottomRight: [margin, margin], maxZoom: FIT_ZOOM },
    );
  }

  #listen(host: HTMLElement): void {
    const map = this.#map;
    map.on("moveend zoomend resize", () => this.#tellScale());
    map.on("moveend", () => {
      if (host.matches(KEYED)) this.#hover(map.getSize().divideBy(2), "keys");
    });
    map.on("mousemove", ({ containerPoint }) => {
      const isDragged = (map.dragging as L.Handler & { moving(): boolean }).moving();
      if (!isDragged) this.#hover(containerPoint, "pointer");
    });
    map.on("mouseout dragstart zoomstart", () => this.#events.hover(null, 0, 0, "pointer"));
    map.on("click", ({ containerPoint, originalEvent }) => {
      this.#press(containerPoint, originalEvent, (originalEvent as PointerEvent).pointerType === "touch");
    });
    const keys = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.target !== host) return;
      event.preventDefault();
      this.#press(map.getSize().divideBy(2), event, true);
    };
    host.addEventListener("keydown", keys);
    // Leaflet focuses what is clicked, which to the browser may look like the keyboard's doing.
    const pointed = () => host.classList.add("map-pointed");
    const keyed = () => host.classList.remove("map-pointed");
    host.addEventListener("pointerdown", pointed, { capture: true });
    window.addEventListener("keydown", keyed, { capture: true });
    this.#ends.push(() => window.removeEventListener("keydown", keyed, { capture: true }));
    host.addEventListener("focus", () => {
      if (host.matches(KEYED)) this.#hover(map.getSize().divideBy(2), "keys");
    });
    host.addEventListener("blur", () => this.#events.hover(null, 0, 0, "keys"));
    const room = new ResizeObserver(() => {
      map.invalidateSize({ animate: false, pan: false });
      this.#fitWhenReady();
    });
    room.observe(host);
    this.#ends.push(
      () => room.disconnect(),
      attachLasso(
        host,
        () => this.#state.tool === "lasso",
        (loop, additive) => {
          const held = enclosed(
            loop,
            this.#state.speakers.map(({ id, lat, lon }) => {
              const { x, y } = map.latLngToContainerPoint([lat, lon]);
              return { x, y, id };
            }),
          );
          this.#events.lasso(
            held.map(({ id }) => id),
            additive,
          );
        },
      ),
    );
  }

  #tellScale(): void {
    const { lat } = this.#map.getCenter();
    this.#events.moved(pixelsPerMetre(lat, this.#map.getZoom()));
  }

  #hitAt(point: L.Point, slack: number): { hit: Hit; x: number; y: number } | null {
    const map = this.#map;
    const world = map.getPixelOrigin().add(map.containerPointToLayerPoint(point));
    const hit = this.#speakers.hit(map.getZoom(), world.x, world.y, slack);
    return hit && { hit, x: point.x + hit.x - world.x, y: point.y + hit.y - world.y };
  }

  #hover(point: L.Point, by: "pointer" | "keys"): void {
    const found =
      this.#state.tool === "pick" ? null : this.#hitAt(point, by === "keys" ? 24 : SLACK_PX.mouse);
    this.#events.hover(found?.hit ?? null, found?.x ?? 0, found?.y ?? 0, by);
  }

  /** A click, a tap, or Enter at the cross in the middle. */
  #press(point: L.Point, event: MouseEvent | KeyboardEvent, coarse: boolean): void {
    const additive = event.shiftKey || event.ctrlKey || event.metaKey;
    if (this.#state.tool === "pick") {
      const { lat, lng } = this.#map.containerPointToLatLng(point).wrap();
      this.#events.pick({ lat, lon: lng });
      return;
    }
    const found = this.#hitAt(point, coarse ? SLACK_PX.touch : SLACK_PX.mouse);
    if (!found) return;
    if (found.hit.kind === "speaker") this.#events.toggle(found.hit.speaker.id, additive);
    else this.#openCluster(found.hit.cluster.members, additive);
  }

  /** A heap is looked into; what no zoom can part, or what is added to the choice, is taken whole. */
  #openCluster(members: readonly MapSpeaker[], additive: boolean): void {
    const bounds = L.latLngBounds(members.map(({ lat, lon }) => L.latLng(lat, lon)));
    const zoom = Math.min(FIT_ZOOM + 2, this.#map.getBoundsZoom(bounds, false, L.point(60, 60)));
    if (additive || zoom <= this.#map.getZoom() + 0.25) {
      this.#events.lasso(
        members.map(({ id }) => id),
        additive,
      );
    } else {
      this.#map.setView(bounds.getCenter(), zoom);
    }
  }
}
