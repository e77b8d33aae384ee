import { timingSafeEqual } from "node:crypto";
import type { Ticket } from "./ticket";

/** Unused tickets kept at once; the oldest goes at the bound. */
const MAX_TICKETS = 256;
/** No ticket lives longer, whatever it says. */
export const TICKET_LIFE_MS = 30_000;

/** Tickets that may be used once, within 30 s of their granting. */
export class TicketShelf {
  readonly #tickets = new Map<string, Ticket>();

  put(ticket: Ticket, utcMs: number): void {
    this.#prune(utcMs);
    const expiresAtUtcMs = Math.min(ticket.expiresAtUtcMs, utcMs + TICKET_LIFE_MS);
    this.#tickets.set(ticket.ticket, { ...ticket, expiresAtUtcMs });
    if (this.#tickets.size > MAX_TICKETS) this.#tickets.delete(this.#tickets.keys().next().value as string);
  }

  /** Looks without using it: the Origin is judged first, so that a stranger's page cannot burn a ticket. */
  peek(secret: string, utcMs: number): Ticket | undefined {
    this.#prune(utcMs);
    let found: Ticket | undefined;
    const given = Buffer.from(secret);
    for (const [key, ticket] of this.#tickets) {
      const want = Buffer.from(key);
      if (want.length === given.length && timingSafeEqual(want, given)) found = ticket;
    }
    return found;
  }

  drop(secret: string): boolean {
    return this.#tickets.delete(secret);
  }

  #prune(utcMs: number): void {
    for (const [key, { expiresAtUtcMs }] of this.#tickets) {
      if (utcMs > expiresAtUtcMs) this.#tickets.delete(key);
    }
  }
}
