import type { MapSpeakerResult, MapSpeakerState, MapTheme } from "./map-types";

/**
 * The colours of everything that is drawn on a canvas, where style sheets do not reach. States look as their marks in
 * the lists do.
 */
export interface MapPalette {
  readonly land: string;
  readonly water: string;
  readonly waterEdge: string;
  readonly waterName: string;
  readonly field: string;
  readonly orchard: string;
  readonly orchardDot: string;
  readonly dyke: string;
  readonly village: string;
  readonly villageEdge: string;
  readonly villageName: string;
  readonly square: string;
  readonly squareEdge: string;
  readonly building: string;
  readonly roadCasing: string;
  readonly roadMain: string;
  readonly road: string;
  readonly street: string;
  readonly name: string;
  /** Behind every text and marker, so that it reads on whatever lies below. */
  readonly halo: string;
  readonly grid: string;
  readonly gridStrong: string;
  readonly state: Readonly<Record<MapSpeakerState, string>>;
  readonly result: Readonly<Record<MapSpeakerResult, string>>;
  readonly selected: string;
  readonly selectedInner: string;
  readonly speakerName: string;
  readonly earshot: string;
  readonly earshotEdge: string;
  readonly pick: string;
  readonly cluster: string;
  readonly clusterText: string;
}

const dark: MapPalette = {
  land: "#111922",
  water: "#12304a",
  waterEdge: "#1d4668",
  waterName: "#7fb2dc",
  field: "#14221f",
  orchard: "#152a21",
  orchardDot: "#24493a",
  dyke: "#75683f",
  village: "#1b2836",
  villageEdge: "#3a4d62",
  villageName: "#d3dfeb",
  square: "#2a3a4c",
  squareEdge: "#4a6078",
  building: "#263545",
  roadCasing: "#0b1118",
  roadMain: "#66788c",
  road: "#475768",
  street: "#344353",
  name: "#9db0c4",
  halo: "#0b1118",
  grid: "#1a2530",
  gridStrong: "#263543",
  state: {
    sounding: "#ff7b80",
    online: "#58cf98",
    offline: "#b7c4d3",
    disabled: "#94a3b5",
    unknown: "#ffc266",
  },
  result: { played: "#58cf98", partial: "#ffc266", failed: "#ff7b80", waiting: "#a6b4c5" },
  selected: "#ffffff",
  selectedInner: "#6bb2ff",
  speakerName: "#e8f0f8",
  earshot: "rgba(107, 178, 255, 0.14)",
  earshotEdge: "rgba(107, 178, 255, 0.6)",
  pick: "#6bb2ff",
  cluster: "#1d2a38",
  clusterText: "#ffffff",
};

const light: MapPalette = {
  land: "#f3f1ec",
  water: "#b9d9ee",
  waterEdge: "#8dbbd9",
  waterName: "#235f8a",
  field: "#e7eddb",
  orchard: "#d7e6cd",
  orchardDot: "#b0cda1",
  dyke: "#a08c55",
  village: "#e4e2e2",
  villageEdge: "#a9adb5",
  villageName: "#1e2933",
  square: "#f8ecd2",
  squareEdge: "#d0b98a",
  building: "#d3d0d0",
  roadCasing: "#b9b4aa",
  roadMain: "#fff3cf",
  road: "#ffffff",
  street: "#ffffff",
  name: "#4a5765",
  halo: "#ffffff",
  grid: "#e2e0da",
  gridStrong: "#cbc9c3",
  state: {
    sounding: "#c01f27",
    online: "#14683f",
    offline: "#4d5b6d",
    disabled: "#5f6d7e",
    unknown: "#8a5300",
  },
  result: { played: "#14683f", partial: "#8a5300", failed: "#c01f27", waiting: "#4d5b6d" },
  selected: "#0b1118",
  selectedInner: "#0a5cb8",
  speakerName: "#111922",
  earshot: "rgba(0, 116, 194, 0.12)",
  earshotEdge: "rgba(0, 116, 194, 0.55)",
  pick: "#0a5cb8",
  cluster: "#ffffff",
  clusterText: "#111922",
};

export function paletteOf(theme: MapTheme): MapPalette {
  return theme === "dark" ? dark : light;
}

/** What the console's own text is set in; names are Chinese first. */
export const MAP_FONT =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
