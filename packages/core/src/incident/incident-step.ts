import type { RoomId } from "../model";
import { accept, type Outcome, refuse } from "../outcome";
import type { Incident, IncidentOutcome, IncidentOwner } from "./incident";

/** What a person does to an incident. */
export type IncidentAct =
  | { readonly act: "acknowledge" }
  | { readonly act: "talk" }
  | { readonly act: "hand-over"; readonly room: RoomId }
  | { readonly act: "close"; readonly outcome: IncidentOutcome }
  | { readonly act: "reopen" };

export type IncidentRefusal = "incident-closed" | "incident-not-closed" | "incident-taken";

type Changed = Partial<
  Pick<
    Incident,
    | "state"
    | "outcome"
    | "room"
    | "owner"
    | "acknowledgedAtMs"
    | "talkedDownAtMs"
    | "closedAtMs"
    | "heardAtMs"
  >
>;

/**
 * What an act changes; nothing where it is done already, so that two people who press the same key are both right.
 * `incident-taken`: somebody else acknowledged it first; `force` takes it over.
 */
export function stepIncident(
  incident: Incident,
  act: IncidentAct,
  by: IncidentOwner,
  nowMs: number,
  force = false,
): Outcome<Changed, IncidentRefusal> {
  const { id, state, owner } = incident;
  if (act.act === "reopen") {
    if (state !== "closed")
      return refuse("incident-not-closed", `${id} is ${state}`, { incident: id, state });
    // Heard just now: reports of the same go on joining it.
    const reopened = { state: "acknowledged", outcome: null, closedAtMs: null, heardAtMs: nowMs } as const;
    return accept({ ...reopened, owner: by, acknowledgedAtMs: incident.acknowledgedAtMs ?? nowMs });
  }
  if (state === "closed") {
    const same = act.act === "close" && act.outcome === incident.outcome;
    return same ? accept({}) : refuse("incident-closed", `${id} is closed`, { incident: id });
  }
  switch (act.act) {
    case "acknowledge":
      if (owner !== null && owner.id !== by.id && !force)
        return refuse("incident-taken", `${owner.name} has taken ${id}`, { incident: id, owner: owner.name });
      return owner?.id === by.id ? accept({}) : accept(taken(incident, by, nowMs));
    case "talk":
      return accept({
        ...(state === "open" ? taken(incident, by, nowMs) : {}),
        ...(incident.talkedDownAtMs === null ? { talkedDownAtMs: nowMs } : {}),
      });
    case "hand-over":
      // Whoever takes it over there acknowledges it anew: the old owner no longer answers for it.
      return act.room === incident.room ? accept({}) : accept({ room: act.room, state: "open", owner: null });
    case "close":
      return accept({
        ...(state === "open" ? taken(incident, by, nowMs) : {}),
        ...{ state: "closed", outcome: act.outcome, closedAtMs: nowMs },
      });
  }
}

function taken({ acknowledgedAtMs }: Incident, by: IncidentOwner, nowMs: number): Changed {
  return { state: "acknowledged", owner: by, acknowledgedAtMs: acknowledgedAtMs ?? nowMs };
}
