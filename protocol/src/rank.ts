import type { Claim } from "./arbitration";

/** Who is heard rather than whom (SPEC 7.2): the one place where priorities are compared. */

export const MAX_PRIORITY = 100;
/** From here up a broadcast ignores gain, mute and quiet hours, queues against its equals, and cuts what is below. */
export const ALERT_PRIORITY = 80;

export function isAlert(claim: Pick<Claim, "priority">): boolean {
  return claim.priority >= ALERT_PRIORITY;
}

/** True when `a` is to sound rather than `b`. Total over distinct broadcasts, so there are never two winners. */
export function outranks(a: Claim, b: Claim): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  const newestWins = a.priority >= MAX_PRIORITY;
  if (a.issued !== b.issued) return newestWins ? a.issued > b.issued : a.issued < b.issued;
  return a.broadcast < b.broadcast;
}
