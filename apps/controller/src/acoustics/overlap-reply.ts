import type { OverlapReply, PlanOverlapReply, SurroundingsReply } from "@dalaba/api";
import {
  type Arrival,
  absorptionDbPerKm,
  GROUP_PAUSE_MS,
  type ListeningPoint,
  type OverlapPlans,
  type PlanOverlap,
  type Surroundings,
  soundMetresPerSecond,
  speechAbsorptionDbPerKm,
  worstPoints,
} from "@dalaba/core";

/** Octaves of which the air's share is told, Hz. */
const OCTAVES_HZ = [125, 250, 500, 1_000, 2_000, 4_000, 8_000] as const;
const WORST_SHOWN = 5;
const tenths = (value: number): number => Math.round(value * 10) / 10;

/** The plans as the API tells them; times and levels to a tenth. */
export function overlapReply(
  speakers: number,
  plans: OverlapPlans,
  surroundings: Surroundings,
): OverlapReply {
  const { heard, plain, aligned, staggered } = plans;
  return {
    speakers,
    points: heard.length,
    surroundings: surroundingsReply(surroundings),
    plain: planReply(plain),
    aligned: {
      ...planReply(aligned),
      maxDelayMs: aligned.maxDelayMs,
      delays: [...aligned.delaysMs].map(([speaker, delayMs]) => ({ speaker, delayMs })),
    },
    staggered: {
      ...planReply(staggered),
      groups: staggered.groups.map((group) => [...group]),
      pauseMs: GROUP_PAUSE_MS,
    },
    at: heard.map(({ point, arrivals }, index) => {
      const spread = (plan: PlanOverlap) => tenths(plan.overlaps[index]?.spreadMs ?? 0);
      return {
        point: pointReply(point),
        arrivals: arrivals.map(arrivalReply),
        spreadMs: { plain: spread(plain), aligned: spread(aligned), staggered: spread(staggered) },
      };
    }),
  };
}

export function surroundingsReply({ air, ambientDb }: Surroundings): SurroundingsReply {
  return {
    temperatureC: air.temperatureC,
    humidityPercent: air.humidityPercent,
    metresPerSecond: tenths(soundMetresPerSecond(air.temperatureC)),
    ambientDb,
    speechDbPerKm: speechAbsorptionDbPerKm(air),
    air: OCTAVES_HZ.map((hz) => ({ hz, dbPerKm: absorptionDbPerKm(hz, air) })),
  };
}

export function arrivalReply({ speaker, metres, travelMs, levelDb }: Arrival) {
  return {
    speaker: speaker as string,
    metres: tenths(metres),
    travelMs: tenths(travelMs),
    levelDb: tenths(levelDb),
  };
}

function planReply({ figure, overlaps }: PlanOverlap): PlanOverlapReply {
  const { heard, late, share, weightedShare } = figure;
  const worst = worstPoints(overlaps, WORST_SHOWN).map(({ point, first, last, spreadMs }) => ({
    ...{ point: point.id as string, name: point.name },
    ...{ first: first ?? "", last: last ?? "", spreadMs: tenths(spreadMs) },
  }));
  return { heard, late, share, weightedShare, worst };
}

function pointReply({ place, ...point }: ListeningPoint) {
  return { ...point, lat: place.lat, lon: place.lon };
}
