import type { ExplanationReply } from "@dalaba/api";
import type { SpeakerResult } from "@dalaba/core";
import type { StoredBroadcast } from "@dalaba/store";
import type { LiveBroadcast, LiveSpeaker } from "../air/ipc";

/** Why a speaker plays this, and not that. Pure: what is on air, or what was, in; one line for each broadcast out. */

type Line = ExplanationReply["lines"][number];
type Code = Line["code"];

/** What people look for first stands first. */
const ORDER: readonly Code[] = [
  ...([
    "sounding",
    "ducked",
    "starting",
    "sounded",
    "sounded-in-part",
    "ending",
    "suspended",
    "queued",
  ] as const),
  ...(["refused", "cut", "offline", "not-played", "not-addressed"] as const),
];

const sorted = (lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code) || b.priority - a.priority);

/** Of now, by the speaker's own reports, and by `air`'s reckoning where it need not report. */
export function explainLive(speaker: string, live: readonly LiveBroadcast[]): Line[] {
  const here = live.map((broadcast) => ({
    broadcast,
    own: broadcast.speakers.find(({ id }) => id === speaker),
  }));
  const top = here.find(({ own }) => own?.predicted === "sounding" && own.state !== "refused")?.broadcast;
  return sorted(
    here.map(({ broadcast, own }) => {
      const { code, why } =
        own === undefined ? ({ code: "not-addressed", why: "" } as const) : stateOf(own, broadcast);
      const kept = code === "suspended" || code === "ducked" ? top?.broadcast : own?.holder;
      const holder = live.find((each) => each.broadcast === kept && kept !== broadcast.broadcast);
      return {
        ...{ broadcast: broadcast.broadcast, kind: broadcast.kind, class: broadcast.class },
        ...{ priority: broadcast.priority, by: broadcast.actor.name, to: broadcast.to },
        ...{ startedAtMs: broadcast.startedAtUtcMs, endedAtMs: null, code, why },
        holder: holder
          ? { broadcast: holder.broadcast, by: holder.actor.name, priority: holder.priority }
          : null,
      };
    }),
  );
}

function stateOf(
  { state, why, predicted }: LiveSpeaker,
  { phase }: LiveBroadcast,
): { readonly code: Code; readonly why: string } {
  switch (state) {
    case "offline":
      return { code: "offline", why: "offline" };
    case "refused":
      return { code: "refused", why };
    case "cut":
      return { code: "cut", why };
    case "queued":
      return { code: "queued", why: "queued" };
    case "done":
      return { code: "ending", why: "" };
    default:
      if (predicted === "suspended") return { code: "suspended", why: "outranked" };
      if (state !== "sounding") return { code: phase === "ending" ? "ending" : "starting", why: "" };
      return { code: predicted === "ducked" ? "ducked" : "sounding", why: "" };
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
    past.map(({ broadcast, result, holder }) => ({
      ...{ broadcast: broadcast.id, kind: broadcast.kind, class: broadcast.class },
      ...{ priority: broadcast.priority, by: broadcast.actor.name, to: broadcast.to },
      ...{ startedAtMs: broadcast.startedAtMs, endedAtMs: broadcast.endedAtMs },
      ...verdictOf(result),
      holder: holder ? { broadcast: holder.id, by: holder.actor.name, priority: holder.priority } : null,
    })),
  );
}

function verdictOf(result: Past["result"]): { readonly code: Code; readonly why: string } {
  if (result === undefined) return { code: "not-addressed", why: "" };
  if (result.verdict === null) return { code: "starting", why: "" };
  if (result.verdict === "played") return { code: "sounded", why: "" };
  return { code: result.verdict === "partial" ? "sounded-in-part" : "not-played", why: result.reason ?? "" };
}
