import { PROTOCOL_VERSION, type Status } from "@dalaba/protocol";

export const FIRMWARE = "dalaba-sim 0.1.0";

/** What this speaker states of itself; nothing else is offered to it (SPEC 5.5). */
export function statusOf(
  online: boolean,
  of: Pick<Status, "outputDelayMs" | "wakeMs" | "verifyUs" | "mixed" | "cfgVersion" | "keysVersion">,
): Status {
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
  };
}
