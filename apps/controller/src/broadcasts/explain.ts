import type { ExplanationReply } from "@dalaba/api";
import type { SpeakerResult } from "@dalaba/core";
import type { StoredBroadcast } from "@dalaba/store";
import type { LiveBroadcast, LiveSpeaker } from "../air/ipc";

/** Why a speaker plays this, and not that. Pure: what is on air, or what was, in; one line for each broadcast out. */

type Line = ExplanationReply["lines"][number];
type Code = Line["code"];
/** And why, a reason of docs/errors.md or "". */
type Said = readonly [code: Code, why: string];

const NOT_ADDRESSED: Said = ["not-addressed", ""];

/** What people look for first stands first. */
const ORDER = [
  "sounding",
  "ducked",
  "starting",
  "sounded",
  "sounded-in-part",
  "ending",
  "suspended",
  "queued",
  "refused",
  "cut",
  "offline",
  "not-played",
  "not-addressed",
] as const satisfies readonly Code[];

const sorted = (lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code) || b.priority - a.priority);

function holderOf(
  broadcast: string | undefined,
  of: Pick<LiveBroadcast | StoredBroadcast, "actor" | "priority"> | undefined,
): Line["holder"] {
  return of && broadcast !== undefined ? { broadcast, by: of.actor.name, priority: of.priority } : null;
}

/** Of now, by the speaker's own reports, and by `air`'s reckoning where it need not report. */
export function explainLive(speaker: string, live: readonly LiveBroadcast[]): Line[] {
  const here = live.map((broadcast) => ({
    broadcast,
    own: broadcast.speakers.find(({ id }) => id === speaker),
  }));
  const top = here.find(({ own }) => own?.predicted === "sounding" && own.state !== "refused")?.broadcast;
  return sorted(
    here.map(({ broadcast, own }) => {
      const [code, why] = own === undefined ? NOT_ADDRESSED : stateOf(own, broadcast);
      const kept = code === "suspended" || code === "ducked" ? top?.broadcast : own?.holder;
      const holder = live.find((each) => each.broadcast === kept && kept !== broadcast.broadcast);
      return {
        ...{ broadcast: broadcast.broadcast, kind: broadcast.kind, class: broadcast.class },
        ...{ priority: broadcast.priority, by: broadcast.actor.name, to: broadcast.to },
        ...{ startedAtMs: broadcast.startedAtUtcMs, endedAtMs: null, code, why },
        holder: holderOf(holder?.broadcast, holder),
      };
    }),
  );
}

function stateOf({ state, why, predicted }: LiveSpeaker, { phase }: LiveBroadcast): Said {
  switch (state) {
    case "offline":
      return ["offline", "offline"];
    case "refused":
      return ["refused", why];
    case "cut":
      return ["cut", why];
    case "queued":
      return ["queued", "queued"];
    case "done":
      return ["ending", ""];
    default:
      if (predicted === "suspended") return ["suspended", "outranked"];
      if (state !== "sounding") return [phase === "ending" ? "ending" : "starting", ""];
      return [predicted === "ducked" ? "ducked" : "sounding", ""];
  }
}

export interface Past {
  readonly broadcast: StoredBroadcast;
  /** Undefined: the broadcast did not name this speaker. */
  readonly result:
    | (SpeakerResult & { readonly verdict: string | null; readonly reason: string | null })
    | undefined;
  /** Who holder ids are. */
  readonly holder: StoredBroadcast | undefined;
}

/** Of the past, by its receipts. */
export function explainPast(past: readonly Past[]): Line[] {
  return sorted(
    past.map(({ broadcast, result, holder }) => {
      const [code, why] = verdictOf(result);
      return {
        ...{ broadcast: broadcast.id, kind: broadcast.kind, class: broadcast.class },
        ...{ priority: broadcast.priority, by: broadcast.actor.name, to: broadcast.to },
        ...{ startedAtMs: broadcast.startedAtMs, endedAtMs: broadcast.endedAtMs },
        ...{ code, why },
        holder: holderOf(holder?.id, holder),
      };
    }),
  );
}

function verdictOf(result: Past["result"]): Said {
  if (result === undefined) return NOT_ADDRESSED;
  if (result.verdict === null) return ["starting", ""];
  if (result.verdict === "played") return ["sounded", ""];
  return [result.verdict === "partial" ? "sounded-in-part" : "not-played", result.reason ?? ""];
}
