import {
  broadcastTopic,
  type Claim,
  type DelayClass,
  groupTopic,
  type Offer,
  type Scope,
  type Stop,
  type Timeline,
} from "@dalaba/protocol";
import type { Delays } from "./delay-policy";
import type { AddressedScope } from "./offer-scopes";
import type { SignableOrder } from "./signer-messages";
import type { Ticket } from "./ticket";

/** The shortest D, µs from serverTime of a frame's arrival to the sample at the converter (wire.md 3). */
export const DELAY_US: Readonly<Record<Ticket["kind"], Readonly<Record<DelayClass, number>>>> = {
  talk: { lan: 80_000, wan: 400_000 },
  play: { lan: 1_500_000, wan: 1_500_000 },
};
/** What a link says is stored, and about somebody who is about to leave: half a second later he has (targets.md P6). */
export const LINK_DELAY_US: Readonly<Record<DelayClass, number>> = { lan: 300_000, wan: 400_000 };
/** A live frame is sent at once; frames of a file wait for two companions, since 1.5 s lie before them. */
export const FRAMES_PER_MESSAGE: Readonly<Record<Ticket["kind"], number>> = { talk: 1, play: 3 };
/** A broadcast's own end lies this far behind its longest possible sound: clocks, tails, a slow STOP. */
const ENDS_BY_SLACK_MS = 30_000;

/** What stays the same in every offer of one broadcast. */
export interface OfferFacts {
  readonly ticket: Ticket;
  /** Where mediaTime 0 lies; moved by a RETIME, so that whoever comes later follows what the others do. */
  readonly t0Us: number;
  /** D of this broadcast by delay class, µs. */
  readonly delayUs: Delays;
  /** The source's rate as it was fitted; 0 to begin with. */
  readonly rPpb: number;
  readonly clockId: string;
  readonly streamKid: number;
  readonly epoch: number;
  readonly topic: string;
  readonly endsByUtcMs: number;
  /** 0 before the first offer was signed. */
  readonly issued: number;
}

export function endsByUtcMs(ticket: Ticket, chimeMs: number, utcMs: number): number {
  return Math.ceil(utcMs + chimeMs + ticket.maxMs + ENDS_BY_SLACK_MS);
}

/** The audio's topic: a whole group's standing one, which needs no SUBSCRIBE, or one of the broadcast's own. */
export function audioTopic(broadcast: string, scopes: readonly AddressedScope[]): string {
  const [first] = scopes;
  return first?.scope.kind === "group" ? groupTopic(first.scope.group, "a") : broadcastTopic(broadcast);
}

export function offerOf(facts: OfferFacts, addressed: AddressedScope): Offer {
  const { ticket } = facts;
  const live = ticket.kind === "talk";
  return {
    type: "offer",
    scope: addressed.scope,
    cfgVersion: addressed.cfgVersion,
    epoch: facts.epoch,
    broadcast: ticket.broadcast,
    priority: ticket.priority,
    class: ticket.class,
    issued: facts.issued,
    replaces: [],
    m0: 0,
    t0Us: facts.t0Us,
    rPpb: facts.rPpb,
    delayUs: delayOf(facts.delayUs, addressed.laterUs),
    clockId: facts.clockId,
    streamKid: facts.streamKid,
    topic: facts.topic,
    startByUtcMs: facts.endsByUtcMs,
    endsByUtcMs: facts.endsByUtcMs,
    gainDb: ticket.gainDb,
    chime: ticket.chime,
    // What a link said of a moment is not said again after it (wire.md 5).
    resume: live || ticket.class === "link" ? "none" : "rejoin",
    waitMs: ticket.waitMs,
    night: ticket.night,
    auth: "each",
    ...(ticket.stored === undefined ? {} : { clip: ticket.stored.clip }),
  };
}

function delayOf({ lan, wan }: Delays, laterUs: number): Offer["delayUs"] {
  return { lan: lan + laterUs, wan: wan + laterUs };
}

export function claimOf(facts: OfferFacts): Claim {
  const nobody = {
    scope: { kind: "speaker", speaker: "" },
    speakers: [],
    cfgVersion: 0,
    laterUs: 0,
  } as const;
  return offerOf(facts, nobody);
}

/** Has everybody follow another timeline (SPEC 4.7). */
export function retimeOf(facts: OfferFacts, scope: Scope, rev: number, timeline: Timeline): SignableOrder {
  const { broadcast, priority } = facts.ticket;
  return { type: "retime", scope, broadcast, priority, rev, ...timeline, delayUs: facts.delayUs };
}

/** @param endMediaTime after the last sample to sound; undefined = silence at once */
export function stopOf(
  ticket: Pick<Ticket, "broadcast" | "priority">,
  scope: Scope,
  reason: Stop["reason"],
  endMediaTime: number | undefined,
  untilUtcMs: number,
): Stop {
  return {
    type: "stop",
    scope,
    broadcasts: [ticket.broadcast],
    priority: ticket.priority,
    reason,
    endMediaTime,
    endsByUtcMs: untilUtcMs,
  };
}
