import type { Credentials } from "@dalaba/protocol";
import { type Fleet, type FleetOptions, startFleet } from "./fleet";

/** One speaker that does the whole work, connecting at once: a fleet of one. */
export function startSpeaker(
  credentials: Credentials,
  options: Omit<FleetOptions, "credentials"> = {},
): Promise<Fleet> {
  return startFleet({ full: 1, connectWithinMs: 0, ...options, credentials: [credentials] });
}
