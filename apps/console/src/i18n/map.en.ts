import type { map as zh } from "./map.zh-CN";
import type { Words } from "./words";

export const map: Words<typeof zh> = {
  label: "Map: arrow keys move it, plus and minus zoom, Enter selects the speaker at the cross",
  tools: "Map tools",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fit: "Show all speakers",
  fitSelected: "Show the selected speakers",
  pan: "Move the map",
  lasso: "Lasso: draw around speakers",
  lassoHint: "Hold and draw around speakers; Shift adds them",
  pick: "Pick: speakers heard at a place",
  pickHint: "Click a place to choose the speakers heard there",
  layers: "Layers",
  noLayers: "No base map: a metric grid is shown",
  layerFailed: "cannot be opened",
  cluster: "{{count}} speakers",
  clusterHint: "Click to zoom in, Shift-click to select all",
  metres: "{{count}} m",
  kilometres: "{{count}} km",
  scale: "Scale: {{length}}",
  north: "North is up",
};
