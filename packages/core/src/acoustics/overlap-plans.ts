import type { ListeningPoint, SpeakerId } from "../model";
import { alignedDelays, type Delays } from "./align";
import type { Surroundings } from "./arrival";
import type { SoundSource } from "./loudspeaker";
import {
  type HeardPoint,
  heardAt,
  type OverlapFigure,
  overlapAt,
  overlapFigure,
  type PointOverlap,
} from "./overlap";
import { staggeredGroups } from "./stagger";

/** The three ways to say the same to the same speakers: all at once, delayed to meet, in turn. */
export interface OverlapPlans {
  readonly heard: readonly HeardPoint[];
  readonly plain: PlanOverlap;
  readonly aligned: PlanOverlap & { readonly delaysMs: Delays; readonly maxDelayMs: number };
  readonly staggered: PlanOverlap & { readonly groups: readonly (readonly SpeakerId[])[] };
}

export interface PlanOverlap {
  readonly figure: OverlapFigure;
  /** In the order of the points. */
  readonly overlaps: readonly PointOverlap[];
}

/** Computed before anything is sent; nothing here sounds. */
export function planOverlap(
  sources: readonly SoundSource[],
  points: readonly ListeningPoint[],
  surroundings: Surroundings,
): OverlapPlans {
  const heard = heardAt(points, sources, surroundings);
  const delaysMs = alignedDelays(heard);
  const groups = staggeredGroups(
    sources.map(({ id }) => id),
    heard,
  );
  return {
    heard,
    plain: judged(heard.map((each) => overlapAt(each, () => 0))),
    aligned: {
      ...judged(heard.map((each) => overlapAt(each, (speaker) => delaysMs.get(speaker) ?? 0))),
      delaysMs,
      maxDelayMs: Math.max(0, ...delaysMs.values()),
    },
    staggered: { ...judged(heard.map((each) => inTurn(each, groups))), groups },
  };
}

function judged(overlaps: readonly PointOverlap[]): PlanOverlap {
  return { overlaps, figure: overlapFigure(overlaps) };
}

/** The worst of what each group alone makes of a point. */
function inTurn(heard: HeardPoint, groups: readonly (readonly SpeakerId[])[]): PointOverlap {
  const { point } = heard;
  const nobody = overlapAt({ point, arrivals: [] }, () => 0);
  return groups.reduce((worst, group) => {
    const own = new Set(group);
    const arrivals = heard.arrivals.filter(({ speaker }) => own.has(speaker));
    const turn = overlapAt({ point, arrivals }, () => 0);
    return worst.first === null || turn.spreadMs > worst.spreadMs ? turn : worst;
  }, nobody);
}

/** The points at which it is worst, the latest first; those without overlap are left out. */
export function worstPoints(overlaps: readonly PointOverlap[], most: number): readonly PointOverlap[] {
  return overlaps
    .filter(({ late }) => late)
    .sort((a, b) => b.spreadMs - a.spreadMs || (a.point.id < b.point.id ? -1 : 1))
    .slice(0, most);
}
