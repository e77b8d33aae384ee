import { type Held, judgeLink, type LinkAct, type LinkContext } from "./judge-link";
import type { Happening, Link, LinkSounded } from "./link";

/** A happening of the past, with when it began and when it was over, UTC ms. */
export interface PastHappening extends Omit<Happening, "open"> {
  readonly beganUtcMs: number;
  readonly endedUtcMs: number;
}

export interface LinkRehearsal {
  readonly happening: string;
  readonly atUtcMs: number;
  readonly sound: LinkAct | null;
  readonly held: Held | null;
}

/**
 * What a link would have done about past happenings, in the order of their instants: the same judgement, fed with what
 * it would itself have sounded. `context.sounded` are the sounds of other links at the time.
 */
export function dryRunLink(
  link: Link,
  past: readonly PastHappening[],
  context: LinkContext,
): readonly LinkRehearsal[] {
  const sounded: LinkSounded[] = context.sounded.filter((each) => each.link !== link.id);
  // The latest first: the next one is popped off the end.
  const asks = past
    .map((happening) => ({ happening, atUtcMs: happening.beganUtcMs }))
    .sort((a, b) => b.atUtcMs - a.atUtcMs || (a.happening.id < b.happening.id ? 1 : -1));
  const found: LinkRehearsal[] = [];
  for (let ask = asks.pop(); ask !== undefined; ask = asks.pop()) {
    const { happening, atUtcMs } = ask;
    const open = atUtcMs < happening.endedUtcMs;
    const verdict = judgeLink(link, { ...happening, open }, { ...context, sounded }, atUtcMs);
    if (verdict === null) continue;
    const { sound, held, wakeAtUtcMs } = verdict;
    found.push({ happening: happening.id, atUtcMs, sound, held });
    if (sound !== null)
      sounded.push({
        ...{ link: link.id, happening: happening.id, camera: happening.camera, zones: happening.zones },
        ...{ step: sound.step, atUtcMs },
      });
    if (wakeAtUtcMs === undefined || wakeAtUtcMs >= happening.endedUtcMs) continue;
    const place = asks.findLastIndex((each) => each.atUtcMs > wakeAtUtcMs) + 1;
    asks.splice(place, 0, { happening, atUtcMs: wakeAtUtcMs });
  }
  return found;
}
