import { chimeMs, type DelayClass, type Refusal } from "@dalaba/protocol";
import { type BroadcastParts, nowMs } from "./broadcast-parts";
import type { Delays } from "./delay-policy";
import { audioTopic, endsByUtcMs, type OfferFacts, offerOf } from "./offer-of";
import { type AddressedScope, addressLater, addressOf } from "./offer-scopes";
import type { SignerAnswer, SignerCode } from "./signer-messages";
import type { Ticket } from "./ticket";

/** Amplifiers that need longer than D to wake are waited for, up to this (wire.md 3, "keying"). */
const MAX_WAKE_LEAD_US = 400_000;

export interface SignedOffers {
  readonly ok: true;
  readonly facts: OfferFacts;
  readonly offers: ReadonlyArray<{
    readonly addressed: AddressedScope;
    readonly signed: Extract<SignerAnswer, { ok: true }>;
  }>;
}

/**
 * Addresses and signs the offers of a broadcast that begins. All of them carry the first one's counter as `issued`.
 * @param t0Us where frame 0 would lie if no speaker needed time; the facts say where it does
 */
export async function signOffers(
  parts: BroadcastParts,
  ticket: Ticket,
  t0Us: number,
): Promise<SignedOffers | Refusal<SignerCode | "no-target">> {
  const speakers = ticket.speakers.filter((id) => parts.book.get(id)?.entry.disabled === false);
  if (speakers.length === 0)
    return { ok: false, code: "no-target", detail: "none of its speakers exists any more" };
  const scopes = ticket.laterMs
    ? addressLater(speakers, ticket.laterMs, parts.book)
    : addressOf(speakers, ticket.group, parts.book);
  const topic = audioTopic(ticket.broadcast, scopes);
  const ownTopic = scopes[0]?.scope.kind !== "group";
  const delayUs = parts.delays.of(ticket, nowMs(parts.clocks));
  const leadUs = Math.max(
    wakeLeadUs(parts, ticket, speakers, delayUs),
    ownTopic ? parts.downlink.adHocLeadUs : 0,
  );
  let facts: OfferFacts = {
    ticket,
    delayUs,
    t0Us: t0Us + leadUs,
    rPpb: 0,
    clockId: parts.clockId,
    streamKid: parts.streamKey().kid,
    epoch: parts.epoch(),
    topic,
    endsByUtcMs: endsByUtcMs(ticket, chimeMs(ticket.chime), parts.clocks.utcMs()),
    issued: 0,
  };
  const offers: Array<SignedOffers["offers"][number]> = [];
  for (const addressed of scopes) {
    const signed = await parts.signer.ask({ type: "order", order: offerOf(facts, addressed) });
    if (!signed.ok) return signed;
    if (facts.issued === 0) facts = { ...facts, issued: signed.counter };
    offers.push({ addressed, signed });
  }
  return { ok: true, facts, offers };
}

function wakeLeadUs(
  parts: BroadcastParts,
  ticket: Ticket,
  speakers: readonly string[],
  delayUs: Delays,
): number {
  let lead = 0;
  for (const id of speakers) {
    const wakeUs = (parts.board.status(id)?.wakeMs ?? 0) * 1000;
    const delayClass: DelayClass = parts.book.get(id)?.entry.delayClass ?? "lan";
    // A chime wakes the amplifier: the voice comes after it anyway.
    const ahead = delayUs[delayClass] + chimeMs(ticket.chime) * 1000;
    lead = Math.max(lead, wakeUs - ahead);
  }
  return Math.min(lead, MAX_WAKE_LEAD_US);
}

/** The fewest frames a message that some speaker of it can take, by what they stated. */
export function framesPerMessage(parts: BroadcastParts, ticket: Ticket, wanted: number): number {
  return ticket.speakers.reduce(
    (least, id) => Math.min(least, parts.board.status(id)?.maxFrames ?? least),
    wanted,
  );
}
