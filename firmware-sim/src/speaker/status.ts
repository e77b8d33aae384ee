import { PROTOCOL_VERSION, type Status, type SyncState, type Telemetry } from "@dalaba/protocol";
import type { SpeakerClock } from "./speaker-clock";

export const FIRMWARE = "dalaba-sim 0.1.0";

/** What this speaker states of itself; nothing else is offered to it (SPEC 5.5). */
export function statusOf(
  online: boolean,
  of: Pick<Status, "outputDelayMs" | "wakeMs" | "verifyUs" | "mixed" | "cfgVersion" | "keysVersion"> &
    Pick<Status, "clipKiB" | "bundle" | "clipsMissing">,
): Status {
  const { clipKiB, bundle, clipsMissing } = of;
  return {
    type: "status",
    online,
    protocol: PROTOCOL_VERSION,
    codecs: ["opus"],
    maxFrames: 6,
    auth: ["each"],
    mixed: of.mixed,
    outputDelayMs: of.outputDelayMs,
    wakeMs: of.wakeMs,
    verifyUs: of.verifyUs,
    firmware: FIRMWARE,
    cfgVersion: of.cfgVersion,
    keysVersion: of.keysVersion,
    ...(clipKiB === undefined ? {} : { clipKiB }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(clipsMissing ? { clipsMissing } : {}),
  };
}

/** The heartbeat (SPEC 5.6). */
export function telemetryOf(
  of: {
    readonly bootedUs: number;
    readonly sync: SyncState;
    readonly clock: SpeakerClock;
    readonly sounding: readonly string[];
    readonly refused: Readonly<Record<string, number>>;
  },
  nowUs: number,
): Telemetry {
  return {
    type: "telemetry",
    uptimeMs: Math.max(0, Math.floor((nowUs - of.bootedUs) / 1000)),
    sync: of.sync,
    clockErrorUs: of.clock.errorUs(nowUs),
    sounding: of.sounding.slice(0, 8),
    refused: { ...of.refused },
  };
}
