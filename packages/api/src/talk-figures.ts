import { isHex64 } from "@dalaba/protocol";

/** Figures within the messages of the talk uplink, and how they are read without trust. */

/** Of the last minute, ms. */
export interface HopFigures {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What a sender can know of the way that its frames take; what it does not measure is left out. */
export interface SenderHops {
  /** From a frame's last sample until the sender has it. */
  readonly captureMs?: HopFigures;
  /** Filters, gain and limiter. */
  readonly chainMs?: HopFigures;
  readonly encodeMs?: HopFigures;
  /** Half the way to `air` and back. */
  readonly uplinkMs?: HopFigures;
}

/** A broadcast that keeps speakers from sounding this one. */
export interface TalkHolder {
  readonly broadcast: string;
  /** Who speaks there, as people read it. */
  readonly by: string;
  /** Its target, as it was asked for. */
  readonly to: string;
  readonly priority: number;
  /** It has been on air for so long. */
  readonly forMs: number;
  /** How many of the targets it holds. */
  readonly speakers: number;
}

export type Members = Readonly<Record<string, unknown>>;

export const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const HOPS = ["captureMs", "chainMs", "encodeMs", "uplinkMs"] as const;
const isMs = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= 600_000;

/** undefined: not as it must be. */
export function readHops(value: unknown): SenderHops | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const hops: { -readonly [hop in keyof SenderHops]: HopFigures } = {};
  for (const hop of HOPS) {
    const figures = (value as Members)[hop] as Members | undefined | null;
    if (figures == null) continue;
    const { p50, p95, p99 } = figures;
    if (!isMs(p50) || !isMs(p95) || !isMs(p99)) return undefined;
    hops[hop] = { p50, p95, p99 };
  }
  return hops;
}

/** undefined: not as it must be. */
export function readHolders(value: unknown): readonly TalkHolder[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const out: TalkHolder[] = [];
  for (const item of value as readonly Members[]) {
    const { broadcast, by, to, priority, forMs, speakers } = item ?? {};
    if (!isHex64(broadcast) || typeof by !== "string" || typeof to !== "string") return undefined;
    if (!isCount(priority) || !isCount(forMs) || !isCount(speakers)) return undefined;
    out.push({ broadcast, by, to, priority, forMs, speakers });
  }
  return out;
}
