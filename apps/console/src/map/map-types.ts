import type { CoordinateSystem, Place } from "@dalaba/core";

/** What is known of a speaker now; each is drawn in a colour and a shape of its own. */
export type MapSpeakerState = "sounding" | "online" | "offline" | "disabled" | "unknown";
/** What became of one broadcast at a speaker; it replaces the state where history is looked at. */
export type MapSpeakerResult = "played" | "partial" | "failed" | "waiting";

export interface MapSpeaker extends Place {
  readonly id: string;
  readonly name: string;
  /** Degrees clockwise from north, where it points; null when it sounds all around. */
  readonly bearing: number | null;
  readonly audibleMetres: number;
  readonly state: MapSpeakerState;
  readonly selected: boolean;
  readonly result?: MapSpeakerResult;
}

/** A point of a scanned plan (pixels from its upper left corner) and where in the world it lies. */
export interface PlanPin {
  readonly x: number;
  readonly y: number;
  /** Latitude and longitude, in the coordinate system of the plan's layer. */
  readonly at: readonly [number, number];
}

export interface MapLayer {
  readonly id: string;
  readonly name: string;
  readonly kind: "geojson" | "tiles" | "pmtiles" | "plan";
  /** Same origin. Tiles: with {z}, {x} and {y}, or the folder that holds z/x/y.png. */
  readonly url: string;
  readonly coordinates: CoordinateSystem;
  readonly attribution?: string;
  readonly minZoom?: number;
  readonly maxZoom?: number;
  /** A plan's: exactly three, not on one line. */
  readonly pins?: readonly PlanPin[];
  /** A plan's size in the pixels that its pins count; the image's own where absent. */
  readonly width?: number;
  readonly height?: number;
}

export type MapTheme = "dark" | "light";
/** Drag moves the map, draws a lasso, or a click names a place. */
export type MapTool = "pan" | "lasso" | "pick";
/** "Within earshot of here"; without metres each speaker's own reach counts. */
export type MapPick = Place & { readonly metres?: number };

export interface TownMapProps {
  readonly speakers: readonly MapSpeaker[];
  /** Drawn in this order, the first lowest; with none a metric grid is drawn. */
  readonly layers: readonly MapLayer[];
  readonly tool: MapTool;
  readonly theme: MapTheme;
  /** Without it the map offers no tools, only what moves it. */
  readonly onTool?: ((tool: MapTool) => void) | undefined;
  /** additive: Shift, Ctrl or Cmd was held; otherwise the choice is this speaker alone. */
  readonly onToggle: (id: string, additive: boolean) => void;
  readonly onLasso: (ids: readonly string[], additive: boolean) => void;
  readonly onPick: (place: Place) => void;
  /** Name, state and age of the evidence in the operator's language; lines end with \n. */
  readonly describe: (id: string) => string;
  readonly picked?: MapPick | undefined;
  /** How far the selected speakers carry; all of them when none is selected. */
  readonly showEarshot?: boolean;
  /** What to show, each time this changes. */
  readonly fit?: "all" | readonly string[] | undefined;
}
