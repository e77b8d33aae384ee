import type { HopFigures, LatencyReply } from "@dalaba/api";
import { HOP_WINDOW_MS } from "@dalaba/media";
import { FRAME_MS } from "@dalaba/protocol";
import type { ClassLatency, LatencyView } from "../air/latency-board";

type Hop = HopFigures | null;

export function latencyReply({ sender, airMs, classes, soundMs }: LatencyView): LatencyReply {
  const { captureMs = null, chainMs = null, encodeMs = null, uplinkMs = null } = sender;
  const before: readonly Hop[] = [captureMs, chainMs, encodeMs, uplinkMs];
  const ofClass = ({ delayMs, wayMs, waitMs }: ClassLatency) => ({
    ...{ delayMs, wayMs, waitMs },
    // What nobody spoke to sounded nothing. A frame is whole when its last sample is there.
    mouthToEarMs: wayMs === null ? null : sumOf(before, FRAME_MS + delayMs),
  });
  return {
    ...{ windowMs: HOP_WINDOW_MS, captureMs, chainMs, encodeMs, uplinkMs, airMs },
    lan: ofClass(classes.lan),
    wan: ofClass(classes.wan),
    soundMs,
  };
}

/** Null where a hop is not known. */
function sumOf(hops: readonly Hop[], fixedMs: number): HopFigures | null {
  const sum = { p50: fixedMs, p95: fixedMs, p99: fixedMs };
  for (const hop of hops) {
    if (hop === null) return null;
    for (const part of ["p50", "p95", "p99"] as const) sum[part] += hop[part];
  }
  return sum;
}
