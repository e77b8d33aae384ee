import { accept, type Refusal, type Room, refuse, type Targets } from "@dalaba/core";
import type { TownView } from "../fleet";
import type { Caller } from "../http/context";
import type { OpenRequest } from "./broadcast-desk";
import { loudnessOf } from "./loudness";

/** Above music, below every schedule. */
const TEST_PRIORITY = 20;
const TEST_MAX_MS = 10_000;
/** From here on a role speaks for others' nights too (wire.md 5): a supervisor's `night: "wide"`. */
const WIDE_NIGHT_PRIORITY = 68;

/** May this caller sound there, that loud, and now? Where not, the targets outside are named. */
export function permitted(
  caller: Caller,
  request: OpenRequest,
  targets: Targets,
  room: Room | null,
  view: TownView,
): ReturnType<typeof loudnessOf> {
  const act = request.kind;
  if (request.test === true) return tested(caller, request, targets);
  const there = caller.permit(act, { sites: targets.sites });
  if (!there.ok) return there.code === "outside-your-sites" ? namingSpeakers(there, targets, view) : there;
  const actor = { ...caller.actor, room };
  const loudness = loudnessOf(request, actor, targets.sites, view.tree);
  if (!loudness.ok) return loudness;
  const { priority } = loudness.value;
  const that = caller.permit(act, { sites: targets.sites, priority });
  if (!that.ok) return that;
  if (request.night !== "no" && (request.why ?? "").trim() === "")
    return refuse("why-needed", "whoever speaks into the night says why; the audit keeps it");
  if (request.night === "wide" && priority < WIDE_NIGHT_PRIORITY)
    return refuse("not-allowed", 'night "wide" is a supervisor\'s', { act, permission: "night-wide" });
  return loudness;
}

/** Whoever manages a speaker may try it. It says nothing that anybody must hear: it ends for whatever else there is. */
function tested(caller: Caller, request: OpenRequest, targets: Targets): ReturnType<typeof loudnessOf> {
  if (request.kind !== "play" || request.emergency || targets.speakers.length !== 1)
    return refuse("bad-request", "a test is a play to one speaker, and no emergency", { issues: [] });
  const manages = caller.permit("manage-speakers", { sites: targets.sites });
  if (!manages.ok) return manages;
  return accept({ priority: TEST_PRIORITY, class: "file", maxMs: TEST_MAX_MS });
}

function namingSpeakers(refusal: Refusal, targets: Targets, view: TownView): Refusal {
  const outside = new Set((refusal.params?.sites ?? []) as string[]);
  const speakers = targets.speakers.filter((id) => outside.has(view.siteOf(id) ?? ""));
  return {
    ...refusal,
    params: { ...refusal.params, speakers: speakers.slice(0, 100), count: speakers.length },
  };
}
