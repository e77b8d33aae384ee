import type { Answer, Claim, Effect } from "@dalaba/protocol";
import type { BroadcastParts } from "./broadcast-parts";
import type { ForeseenSpeaker, ForesightAsk } from "./ipc";
import { limitsOf } from "./limits-of";

/** 1 ms of reckoning between two frames of whatever is on air. */
const AT_ONCE = 100;
const ACCEPT: Answer = "accept";

type Parts = Pick<BroadcastParts, "book" | "board" | "prediction" | "clocks" | "downlink">;
type Move = ForeseenSpeaker["moves"][number];

/**
 * What each speaker would answer to an offer now, and what that would do to what it sounds: by the speakers' own function
 * on what `air` believes they hold. Nothing is changed by asking. Speakers that would simply sound it are left out.
 */
export async function foresee(parts: Parts, ask: ForesightAsk): Promise<ForeseenSpeaker[]> {
  const claim = claimOf(ask, parts.clocks.utcMs());
  const out: ForeseenSpeaker[] = [];
  for (let at = 0; at < ask.speakers.length; at += AT_ONCE) {
    if (at > 0) await new Promise((done) => setImmediate(done));
    for (const id of ask.speakers.slice(at, at + AT_ONCE)) {
      const foreseen = foreseeAt(parts, id, claim);
      const { online, answer, moves } = foreseen;
      if (!online || answer !== ACCEPT || moves.length > 0) out.push(foreseen);
    }
  }
  return out;
}

function foreseeAt(parts: Parts, id: string, claim: Claim): ForeseenSpeaker {
  const { prediction, clocks, downlink } = parts;
  const decision = prediction.foresee(id, claim, limitsOf(parts, id), clocks.utcMs());
  const { answer, holder } = decision.answer ?? { answer: ACCEPT, holder: "" };
  const moves = decision.effects.flatMap((effect) => moveOf(effect, claim));
  return { id, online: downlink.present(id), answer, holder, moves };
}

function moveOf(effect: Effect, claim: Claim): Move[] {
  const { type, broadcast } = effect;
  if (broadcast === claim.broadcast || type === "start" || type === "rejoin") return [];
  // What only lapsed in the queue is nobody's doing.
  if (type === "end" && effect.because === "expired") return [];
  return [{ broadcast, does: type === "end" ? "ends" : type === "duck" ? "ducks" : "suspends" }];
}

/** As the newest offer of all: whoever is there already at its priority keeps the floor. */
function claimOf({ priority, class: named, kind, night, waitMs }: ForesightAsk, utcMs: number): Claim {
  return {
    ...{ broadcast: "", priority, class: named, issued: Number.MAX_SAFE_INTEGER, night, waitMs },
    ...{ resume: kind === "talk" ? "none" : "rejoin", replaces: [] },
    endsByUtcMs: utcMs + 3_600_000,
  };
}
