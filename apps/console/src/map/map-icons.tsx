/** Drawn for the map's buttons; 20 × 20, in the colour of the text. */
const PATHS = {
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4M8 10a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
  pan: "M10 2v16M2 10h16M10 2 7.5 4.5M10 2l2.5 2.5M10 18l-2.5-2.5M10 18l2.5-2.5M2 10l2.5-2.5M2 10l2.5 2.5M18 10l-2.5-2.5M18 10l-2.5 2.5",
  lasso:
    "M10 3c4.4 0 7.5 2 7.5 5s-3.1 5-7.5 5-7.5-2-7.5-5S5.6 3 10 3M5 12.5c-1.2.8-1.2 2.6.4 3 1.5.3 2.6-1 1.8-2.3M5.4 15.5c.4 1 .3 1.7-.4 2.5",
  pick: "M10 2v4M10 14v4M2 10h4M14 10h4M10 5a5 5 0 1 0 0 10 5 5 0 1 0 0-10M10 9.5v1",
  layers: "m10 3 8 4-8 4-8-4zM2 10.5l8 4 8-4M2 14l8 4 8-4",
} as const;

export function MapIcon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg className="map-icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
