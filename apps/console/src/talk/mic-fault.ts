/** Why there is no microphone. Each has a text and a way out in the catalogues. */
export const MIC_FAULTS = [
  "insecure-page",
  "mic-denied",
  "mic-missing",
  "mic-busy",
  "mic-unplugged",
  "mic-needs-click",
  "mic-unsupported",
] as const;
export type MicFault = (typeof MIC_FAULTS)[number];

/** What a browser throws at whoever asks for a microphone (Media Capture and Streams, 10.2), by its name. */
export function faultOf(error: unknown): MicFault {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "mic-denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "mic-missing";
    case "NotSupportedError":
    case "TypeError":
      return "mic-unsupported";
    default:
      return "mic-busy";
  }
}

/** What may pass by itself: it is tried again when a device comes or goes. */
export function mayHeal(fault: MicFault): boolean {
  return fault === "mic-missing" || fault === "mic-busy" || fault === "mic-unplugged";
}
