import { GridIndex } from "./grid-index";
import type { MapSpeaker, MapSpeakerState } from "./map-types";

/** A speaker at its pixel of the world. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly speaker: MapSpeaker;
}

/** Speakers that lie on top of each other at this zoom. */
export interface Cluster {
  readonly x: number;
  readonly y: number;
  readonly members: readonly MapSpeaker[];
  /** The state that most needs somebody. */
  readonly worst: MapSpeakerState;
  readonly selected: number;
}

/** Marks that become a cluster. */
type Heap = readonly Mark[];

/** Worst first. A sounding speaker needs nobody, but is never hidden: the cluster pulses for it. */
export const WORST_FIRST: readonly MapSpeakerState[] = [
  "offline",
  "unknown",
  "disabled",
  "sounding",
  "online",
];

/** So near each other, in pixels, only one can be seen at all. */
const COINCIDENT_PX = 3;

/**
 * Gathers only where markers hide each other: three or more within `overlapPx`, or two at the same spot. Such a heap
 * then takes in what lies within `reachPx`. The densest heaps go first; equal input gives equal clusters, so nothing
 * flickers when the map moves.
 */
export function clusterMarks(
  marks: readonly Mark[],
  overlapPx: number,
  reachPx: number,
): { singles: Mark[]; clusters: Cluster[] } {
  const index = new GridIndex(marks, reachPx);
  const crowded = marks
    .map((mark) => ({ mark, crowd: crowdOf(index, mark, overlapPx) }))
    .filter(({ crowd }) => crowd > 0)
    .sort((one, other) => other.crowd - one.crowd || (one.mark.speaker.id < other.mark.speaker.id ? -1 : 1));
  const taken = new Set<Mark>();
  const clusters: Heap[] = [];
  for (const { mark } of crowded) {
    if (taken.has(mark)) continue;
    const heap = index.within(mark.x, mark.y, reachPx).filter((each) => !taken.has(each));
    const near = heap.filter((each) => Math.hypot(each.x - mark.x, each.y - mark.y) <= overlapPx);
    if (near.length < 3 && !near.some((each) => each !== mark && isCoincident(each, mark))) continue;
    for (const each of heap) taken.add(each);
    clusters.push(heap);
  }
  return settle(
    marks.filter((mark) => !taken.has(mark)),
    clusters,
  );
}

/** Plates that would lie on each other become one; what would lie under a plate joins it. */
function settle(singles: Mark[], heaps: readonly Heap[]): { singles: Mark[]; clusters: Cluster[] } {
  const open = heaps.map((heap) => [...heap]);
  const merged: Cluster[] = [];
  for (let heap = open.shift(); heap; heap = open.shift()) {
    const plate = clusterOf(heap);
    const reach = clusterRadius(heap.length);
    const touches = ({ x, y }: { x: number; y: number }, radius: number) =>
      Math.hypot(x - plate.x, y - plate.y) < radius;
    const other = open.findIndex((each) =>
      touches(clusterOf(each), 0.8 * (reach + clusterRadius(each.length))),
    );
    const under = singles.filter((mark) => touches(mark, reach));
    if (other < 0 && under.length === 0) {
      merged.push(plate);
      continue;
    }
    singles = singles.filter((mark) => !under.includes(mark));
    open.push([...heap, ...under, ...(other < 0 ? [] : (open.splice(other, 1)[0] ?? []))]);
  }
  return { singles, clusters: merged };
}

/** Pixels of a plate: it grows with who is in it, slowly. */
export function clusterRadius(members: number): number {
  return 9 + Math.min(8, 1.8 * Math.log2(members));
}

/** How many hide it, or 0 while all of them can still be told apart. */
function crowdOf(index: GridIndex<Mark>, mark: Mark, overlapPx: number): number {
  const near = index.within(mark.x, mark.y, overlapPx).length - 1;
  if (near >= 2) return near;
  return near === 1 && index.within(mark.x, mark.y, COINCIDENT_PX).length > 1 ? 1 : 0;
}

function isCoincident(one: Mark, other: Mark): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) <= COINCIDENT_PX;
}

function clusterOf(heap: readonly Mark[]): Cluster {
  let x = 0;
  let y = 0;
  for (const mark of heap) {
    x += mark.x / heap.length;
    y += mark.y / heap.length;
  }
  const members = heap.map(({ speaker }) => speaker);
  const worst = WORST_FIRST.find((state) => members.some((member) => member.state === state)) ?? "unknown";
  return { x, y, members, worst, selected: members.filter(({ selected }) => selected).length };
}
