import {
  type Actor,
  type Outcome,
  playPriority,
  refuse,
  type SiteId,
  type SiteTree,
  talkPriority,
} from "@dalaba/core";
import { ALERT_PRIORITY, type BroadcastClass, MAX_PRIORITY } from "@dalaba/protocol";

/** A person who speaks in an emergency is heard above any alert that a program raised (wire.md 5). */
export const EMERGENCY_TALK_PRIORITY = 90;
const MUSIC_PRIORITY = 10;
/** The factory limits of a speaker (SPEC 8.5): nothing under 80 sounds longer, whatever an order says. */
const TALK_MAX_MS = 30 * 60_000;
const PLAY_MAX_MS = 4 * 3_600_000;

export interface Loudness {
  readonly priority: number;
  readonly class: BroadcastClass;
  /** The longest it may last, ms. */
  readonly maxMs: number;
}

export interface Asked {
  readonly kind: "talk" | "play";
  /** Only of a `play`; who talks does not choose. */
  readonly priority?: number | undefined;
  readonly emergency: boolean;
  /** A schedule or a link sounds it, at the priority that it names. */
  readonly by?: "schedule" | "link";
}

/**
 * What priority and class a broadcast gets. Whether the actor may have it is asked of `permit` afterwards.
 * `emergency-not-stated`: 80 and above is never reached by a number alone.
 */
export function loudnessOf(
  asked: Asked,
  actor: Actor,
  sites: readonly SiteId[],
  tree: SiteTree,
): Outcome<Loudness> {
  if (asked.emergency) return emergency(asked);
  if ((asked.priority ?? 0) >= ALERT_PRIORITY)
    return refuse("emergency-not-stated", `priority ${asked.priority} is an emergency's`, {
      priority: asked.priority,
    });
  if (asked.kind === "talk") {
    const priority = talkPriority(actor, sites, tree);
    return priority.ok
      ? { ok: true, value: { priority: priority.value, class: "talk", maxMs: TALK_MAX_MS } }
      : priority;
  }
  const priority = playPriority(actor, sites, tree, asked.priority);
  if (asked.by !== undefined) return { ok: true, value: { priority, class: asked.by, maxMs: PLAY_MAX_MS } };
  return {
    ok: true,
    value: { priority, class: priority <= MUSIC_PRIORITY ? "music" : "file", maxMs: PLAY_MAX_MS },
  };
}

function emergency({ kind, priority: asked }: Asked): Outcome<Loudness> {
  if (kind === "talk")
    return { ok: true, value: { priority: EMERGENCY_TALK_PRIORITY, class: "talk", maxMs: TALK_MAX_MS } };
  const priority = asked ?? ALERT_PRIORITY;
  if (priority < ALERT_PRIORITY)
    return refuse("bad-request", `an emergency has a priority from ${ALERT_PRIORITY}`, { priority });
  const named = priority === MAX_PRIORITY ? "evacuation" : "alert";
  return { ok: true, value: { priority, class: named, maxMs: PLAY_MAX_MS } };
}
