import { randomBytes } from "node:crypto";
import { DELAY_US, offerOf } from "./offer-of";
import { Signing } from "./signing";
import type { Ticket } from "./ticket";

/** So many: the code is then as fast as it gets in a start's time. */
const ORDERS = 30;
/** Ids in an offer to a large town: they make its JSON long. */
const LISTED = 300;

/**
 * Signs offers with keys that nobody else sees and throws both away: the first offer after a start took 5 ms of the
 * worker's time, later ones one. No real key and no real counter is touched.
 */
export function rehearseSigning(): void {
  const key = () => ({ kid: 1, seed: new Uint8Array(randomBytes(32)) });
  const signing = new Signing({ command: key(), emergency: key() });
  const speakers = Array.from({ length: LISTED }, (_, i) => `rehearsal-${i}`);
  const ticket: Ticket = {
    ticket: "",
    broadcast: "0".repeat(16),
    kind: "talk",
    class: "talk",
    priority: 60,
    actor: { kind: "system", id: "rehearsal", name: "rehearsal" },
    room: null,
    why: null,
    to: "all",
    speakers,
    chime: "none",
    gainDb: 0,
    night: "no",
    waitMs: 0,
    maxMs: 1_000,
    grantedAtUtcMs: 0,
    expiresAtUtcMs: 0,
  };
  const facts = {
    ticket,
    t0Us: 1,
    delayUs: DELAY_US.talk,
    rPpb: 0,
    clockId: "0".repeat(16),
    streamKid: 1,
    epoch: 1,
    topic: `pa/b/${ticket.broadcast}/a`,
    endsByUtcMs: 1,
    issued: 0,
  };
  const scope = { kind: "list", speakers } as const;
  for (let i = 0; i < ORDERS; i++) {
    const order = offerOf(facts, { scope, speakers, cfgVersion: 0, laterUs: 0 });
    const signed = signing.sign({ type: "order", order }, i);
    if (!signed.ok) throw new Error(`an order of the rehearsal cannot be signed: ${signed.detail}`);
  }
}
