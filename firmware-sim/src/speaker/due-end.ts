import { ALERT_PRIORITY, type EndReason, type Offer } from "@dalaba/protocol";
import type { BroadcastPlayer } from "./broadcast-player";
import type { FactoryLimits } from "./factory-limits";

/** What ends a broadcast that nobody ended (SPEC 8.4, 8.5). */

const LEASED: readonly Offer["class"][] = ["file", "schedule", "music", "link"];
const LIVE: readonly Offer["class"][] = ["talk", "page", "link"];

export function isLeased({ priority, class: kind }: Offer): boolean {
  return priority < ALERT_PRIORITY && LEASED.includes(kind);
}

export interface HeldBroadcast {
  readonly player: BroadcastPlayer;
  /** Sounds a clip: nothing has to come (SPEC 13.5). */
  readonly fed: boolean;
  /** Of its own programme: its lease does not lapse. */
  readonly kept: boolean;
  /** Since when it is heard without a break, and when a clock reply last let it go on: speakerTime µs. */
  readonly heardUs: number;
  readonly leaseUs: number;
}

/** @param utcMs when a sample handed over now sounds; undefined while UTC is not trusted */
export function dueEnd(
  { player, fed, kept, heardUs, leaseUs }: HeldBroadcast,
  limits: FactoryLimits,
  nowUs: number,
  utcMs: number | undefined,
): EndReason | undefined {
  const { offer } = player;
  if (utcMs !== undefined) {
    if (utcMs >= player.endsByUtcMs) return "expired";
    if (utcMs >= offer.startByUtcMs && player.result.firstSampleAtUs === null) return "expired";
  }
  const begunUs = player.time.adrift ? 0 : player.time.speakerAt(offer.t0Us);
  const aliveUs = Math.max(player.lastValidUs, player.startedUs, begunUs);
  if (!fed && nowUs - aliveUs >= limits.deadStreamMs * 1000) return "dead-stream";
  if (offer.priority >= ALERT_PRIORITY || player.state === "suspended") return undefined;
  const longestMs = LIVE.includes(offer.class) ? limits.longestLiveMs : limits.longestStoredMs;
  if (nowUs - heardUs >= longestMs * 1000) return "factory-limit";
  if (isLeased(offer) && !kept && nowUs - leaseUs >= limits.leaseMs * 1000) return "dead-stream";
  return undefined;
}
