import type { ExplanationReply } from "@dalaba/api";
import { accept, type Outcome } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { AirLink } from "../air-link";
import type { Clock } from "../clock";
import type { TownView } from "../fleet";
import type { Caller } from "../http/context";
import { explainLive, explainPast } from "./explain";

/** At one moment no more than these are worth a line each. */
const MOST_LINES = 50;

export interface ExplainParts {
  readonly store: Store;
  readonly air: Pick<AirLink, "ask">;
  readonly clock: Clock;
  view(): TownView;
  online(speaker: string): boolean;
}

/** Looks up why a speaker plays what it plays: now in `air`, of the past in the store. The guard has asked for `see`. */
export async function explain(
  parts: ExplainParts,
  speaker: string,
  atMs: number | undefined,
  caller: Caller,
): Promise<Outcome<ExplanationReply>> {
  const nowMs = parts.clock.nowMs();
  if (atMs !== undefined && atMs < nowMs) return past(parts, speaker, atMs, caller);
  const live = await parts.air.ask("onair", {});
  if (!live.ok) return live;
  const seen = new Set<string>(caller.sites("see"));
  const view = parts.view();
  const mine = live.value.broadcasts.filter(({ speakers }) =>
    speakers.some(({ id }) => id === speaker || seen.has(view.siteOf(id) ?? "")),
  );
  return accept({
    ...{ speaker, atMs: nowMs, live: true, online: parts.online(speaker) },
    muted: parts.store.speakers.get(speaker)?.muted ?? null,
    lines: explainLive(speaker, mine).slice(0, MOST_LINES),
  });
}

function past(
  { store }: ExplainParts,
  speaker: string,
  atMs: number,
  caller: Caller,
): Outcome<ExplanationReply> {
  const { items } = store.broadcasts.list({ onAirAtMs: atMs, sites: caller.sites("see"), limit: MOST_LINES });
  const lines = items.map((broadcast) => {
    const result = store.broadcasts.result(broadcast.id, speaker);
    return { broadcast, result, holder: result?.holder ? store.broadcasts.get(result.holder) : undefined };
  });
  return accept({ speaker, atMs, live: false, online: null, muted: null, lines: explainPast(lines) });
}
