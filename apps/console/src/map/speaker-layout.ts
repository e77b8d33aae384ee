import { type Cluster, clusterMarks, type Mark } from "./clusters";
import { GridIndex } from "./grid-index";
import { type Box, boxAround, type Label, type LabelRequest, placeLabels } from "./labels";
import type { MapSpeaker } from "./map-types";
import { worldOf, worldPixels } from "./mercator";

/** Where everything about the speakers lies at one zoom, in pixels of the world. */
export interface SpeakerLayout {
  readonly zoom: number;
  readonly radius: number;
  readonly singles: readonly Mark[];
  readonly clusters: readonly Cluster[];
  readonly labels: readonly Label[];
  readonly marks: readonly Mark[];
}

/** From here on every speaker is named; below only who is selected, while that is a handful. */
const NAMES_FROM_ZOOM = 15.75;
const MAX_NAMED_BELOW = 24;
/** A name may hide a marker where markers have room, or where it is one of a few. */
const CROWD_ENDS_ZOOM = 14.75;
const MAX_INSISTING = 3;
export const LABEL_PX = 12;
/** Line height of a name. */
const LABEL_HEIGHT_PX = 15;
/** Markers nearer than this part of their diameter hide each other. */
const OVERLAP = 0.7;
/** About the radius of a cluster's plate. */
const PLATE_PX = 17;
/** A heap takes in what lies within so many radii. */
const REACH = 4.5;

/** Pixels: a dot while the whole town is in view, a sign in one village. */
export function markerRadius(zoom: number): number {
  return Math.round(2 * Math.max(5, Math.min(10, 5.5 + (zoom - 13.5) * 1.7))) / 2;
}

/**
 * @param widthOf the width in pixels of a name set at LABEL_PX
 * @param covered what no name may lie on, in pixels of the world
 */
export function layoutSpeakers(
  speakers: readonly MapSpeaker[],
  zoom: number,
  widthOf: (text: string) => number,
  covered: Iterable<Box>,
): SpeakerLayout {
  const pixels = worldPixels(zoom);
  const radius = markerRadius(zoom);
  const marks = speakers.map((speaker) => {
    const { x, y } = worldOf(speaker);
    return { x: x * pixels, y: y * pixels, speaker };
  });
  const { singles, clusters } = clusterMarks(marks, 2 * radius * OVERLAP, radius * REACH);
  singles.sort((one, other) => rank(one.speaker) - rank(other.speaker));
  return {
    zoom,
    radius,
    singles,
    clusters,
    marks,
    labels: nameAll({ singles, clusters, radius, zoom }, widthOf, covered),
  };
}

/** Who is drawn later lies on top. */
const RISING = ["online", "disabled", "unknown", "offline", "sounding"] as const;

function rank(speaker: MapSpeaker): number {
  return RISING.indexOf(speaker.state) + (speaker.selected ? RISING.length : 0);
}

function nameAll(
  { singles, clusters, radius, zoom }: Omit<SpeakerLayout, "labels" | "marks">,
  widthOf: (text: string) => number,
  covered: Iterable<Box>,
): Label[] {
  const selected = singles.filter(({ speaker }) => speaker.selected);
  const named = zoom >= NAMES_FROM_ZOOM ? singles : selected.length <= MAX_NAMED_BELOW ? selected : [];
  if (named.length === 0) return [];
  const requests = named.map(
    ({ x, y, speaker }): LabelRequest => ({
      text: speaker.name,
      x,
      y,
      width: widthOf(speaker.name) + 4,
      radius: speaker.selected ? radius + 6 : radius + 1,
      order: 2 * RISING.length - rank(speaker),
      insists: speaker.selected && (zoom >= CROWD_ENDS_ZOOM || selected.length <= MAX_INSISTING),
    }),
  );
  const obstacles = [
    ...covered,
    ...singles.map(({ x, y }) => boxAround(x, y, 2 * radius, 2 * radius)),
    ...clusters.map(({ x, y }) => boxAround(x, y, 2 * PLATE_PX, 2 * PLATE_PX)),
  ];
  return placeLabels(requests, obstacles, LABEL_HEIGHT_PX);
}

/** What lies under a point. */
export type Hit =
  | { readonly kind: "speaker"; readonly speaker: MapSpeaker; readonly x: number; readonly y: number }
  | { readonly kind: "cluster"; readonly cluster: Cluster; readonly x: number; readonly y: number };

/** Finds the marker under a pixel of the world, with `slack` pixels for a hand; clusters lie on top. */
export class HitTest {
  readonly #singles: GridIndex<Mark>;
  readonly #clusters: GridIndex<Cluster>;
  readonly #radius: number;

  constructor(layout: SpeakerLayout) {
    this.#radius = layout.radius;
    this.#singles = new GridIndex(layout.singles, 32);
    this.#clusters = new GridIndex(layout.clusters, 64);
  }

  at(x: number, y: number, slack: number): Hit | null {
    const cluster = this.#clusters.nearest(x, y, PLATE_PX);
    if (cluster) return { kind: "cluster", cluster, x: cluster.x, y: cluster.y };
    const mark = this.#singles.nearest(x, y, this.#radius + slack);
    return mark && { kind: "speaker", speaker: mark.speaker, x: mark.x, y: mark.y };
  }
}
