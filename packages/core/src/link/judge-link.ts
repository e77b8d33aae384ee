import { isRecognition } from "../camera-event/camera-event";
import { isQuiet, isWithinHours, type QuietHours } from "../schedule/quiet-hours";
import { HARMLESS_KINDS, type Happening, LINK_PRIORITY, type Link, type LinkSounded } from "./link";

/** Why nothing sounds by itself although the event is the link's. */
export type Held =
  | "recognition"
  | "not-armed"
  | "not-harmless"
  | "paused"
  | "over"
  | "quiet-hours"
  | "cool-down"
  | "hourly-limit"
  | "said-already"
  | "too-early";

export interface LinkAct {
  readonly announcement: string;
  readonly priority: number;
  /** Counted from 0. */
  readonly step: number;
}

export interface LinkVerdict {
  readonly suggest: readonly string[];
  readonly sound: LinkAct | null;
  readonly held: Held | null;
  /** When to ask again although nothing was reported: the next step is due then if the event persists. */
  readonly wakeAtUtcMs?: number;
}

export interface LinkContext {
  /** The switch that holds every link's sound. */
  readonly paused: boolean;
  readonly quietHours: readonly QuietHours[];
  /** Sounds of links that one zone hears within an hour, 0 or more. */
  readonly mostPerHour: number;
  /** What links sounded: the last hour, and as far back as the longest cool-down. In any order. */
  readonly sounded: readonly LinkSounded[];
}

const HOUR_MS = 3_600_000;

/** Whether an event is one that the link speaks of. */
export function matchesLink({ enabled, when }: Link, happening: Happening, nowUtcMs: number): boolean {
  return (
    enabled &&
    states(when.sources, happening.source) &&
    states(when.kinds, happening.kind) &&
    states(when.cameras, happening.camera) &&
    (when.sites.length === 0 || happening.sites.some((site) => when.sites.includes(site))) &&
    states(when.zonesInView, happening.zoneInView) &&
    states(when.objects, happening.object) &&
    (happening.score === null || happening.score >= when.leastScore) &&
    (when.hours.length === 0 || isWithinHours(nowUtcMs, happening.timeZone, when.hours))
  );
}

function states<T>(wanted: readonly T[], found: T | null): boolean {
  return wanted.length === 0 || (found !== null && wanted.includes(found));
}

/**
 * What a link does about a happening now; null when it is not the link's. A happening sounds each step once, however
 * often it is reported or this is asked. What a recognition platform says never sounds, whoever armed what.
 */
export function judgeLink(
  link: Link,
  happening: Happening,
  context: LinkContext,
  nowUtcMs: number,
): LinkVerdict | null {
  if (!matchesLink(link, happening, nowUtcMs)) return null;
  const silent = (held: Held): LinkVerdict => ({ suggest: link.suggest, sound: null, held });
  if (isRecognition(happening.kind)) return silent("recognition");
  if (link.sound === null) return silent("not-armed");
  if (!HARMLESS_KINDS.has(happening.kind)) return silent("not-harmless");
  if (context.paused) return silent("paused");
  const { steps, priority, coolDownMs } = link.sound;
  const ofLink = context.sounded.filter((each) => each.link === link.id && each.camera === happening.camera);
  const mine = ofLink.filter((each) => each.happening === happening.id);
  const last = latest(mine);
  const number = last === undefined ? 0 : last.step + 1;
  const step = steps[number];
  if (step === undefined) return silent("said-already");
  if (last !== undefined && !happening.open) return silent("over");
  if (last !== undefined && nowUtcMs < last.atUtcMs + step.afterMs)
    return { ...silent("too-early"), wakeAtUtcMs: last.atUtcMs + step.afterMs };
  if (isQuiet(nowUtcMs, happening.timeZone, context.quietHours)) return silent("quiet-hours");
  const other = latest(ofLink.filter((each) => each.happening !== happening.id));
  if (last === undefined && other !== undefined && nowUtcMs < other.atUtcMs + coolDownMs)
    return silent("cool-down");
  if (fullZone(happening, context, nowUtcMs)) return silent("hourly-limit");
  const next = steps[number + 1];
  return {
    suggest: link.suggest,
    sound: { announcement: step.announcement, priority: Math.min(priority, LINK_PRIORITY), step: number },
    held: null,
    ...(next && happening.open ? { wakeAtUtcMs: nowUtcMs + next.afterMs } : {}),
  };
}

function fullZone(happening: Happening, { sounded, mostPerHour }: LinkContext, nowUtcMs: number): boolean {
  const lately = sounded.filter(({ atUtcMs }) => atUtcMs > nowUtcMs - HOUR_MS && atUtcMs <= nowUtcMs);
  // Speakers of no zone share one limit.
  const zones = happening.zones.length > 0 ? happening.zones : [null];
  return zones.some((zone) => {
    const heard = lately.filter((each) =>
      zone === null ? each.zones.length === 0 : each.zones.includes(zone),
    );
    return heard.length >= mostPerHour;
  });
}

function latest(sounded: readonly LinkSounded[]): LinkSounded | undefined {
  return sounded.reduce<LinkSounded | undefined>(
    (found, each) => (found === undefined || each.atUtcMs >= found.atUtcMs ? each : found),
    undefined,
  );
}
