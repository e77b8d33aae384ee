import type { SiteId, SiteTree } from "../model";
import { type Outcome, refuse } from "../outcome";
import type { Act } from "./acts";
import type { Actor, Role } from "./grant";
import { actingGrants, type Denial, highestPriority } from "./permit";

/** wire.md clause 5: given by the actor's role and room, never chosen. */
export const TALK_PRIORITY = { village: 60, centre: 64, supervisor: 68 } as const;
/** A file that names no priority: what a schedule would have. */
export const PLAY_PRIORITY = 40;

/** The highest priority a role is granted when nobody says otherwise. */
export const ROLE_MAX_PRIORITY: Readonly<Record<Role, number>> = {
  viewer: 0,
  operator: TALK_PRIORITY.centre,
  supervisor: TALK_PRIORITY.supervisor,
  technician: 0,
  admin: TALK_PRIORITY.supervisor,
};

/**
 * The priority of a talk to these sites: 68 for a supervisor or admin, 64 from a centre room, else 60; the least of it
 * over all sites, lowered to a highest priority of 60 or more. Below 60 there is no talk: `priority-too-high`.
 */
export function talkPriority(
  actor: Actor,
  sites: readonly SiteId[],
  tree: SiteTree,
): Outcome<number, Denial> {
  const seated = actor.room?.kind === "centre" ? TALK_PRIORITY.centre : TALK_PRIORITY.village;
  const given = sites.map((site) => {
    const senior = actingGrants(actor, "talk", site, tree).some(
      ({ role }) => role === "supervisor" || role === "admin",
    );
    return senior ? TALK_PRIORITY.supervisor : seated;
  });
  const highest = highestPriority(actor, "talk", sites, tree);
  const priority = Math.min(...given, highest);
  if (sites.length > 0 && priority >= TALK_PRIORITY.village) return { ok: true, value: priority };
  return refuse(
    "priority-too-high",
    `a talk needs priority ${TALK_PRIORITY.village}, your highest is ${highest}`,
    {
      priority: TALK_PRIORITY.village,
      highest,
    },
  );
}

/** The priority of a file: what was asked, or 40 where the actor's highest allows it. Judge the answer by `permit`. */
export function playPriority(actor: Actor, sites: readonly SiteId[], tree: SiteTree, asked?: number): number {
  const act: Act = "play";
  return asked ?? Math.max(0, Math.min(PLAY_PRIORITY, highestPriority(actor, act, sites, tree)));
}
