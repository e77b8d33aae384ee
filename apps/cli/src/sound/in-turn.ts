import { type BroadcastSummaryReply, routes } from "@dalaba/api";
import { exitOfResult, resultDocument, summaryLines } from "../broadcast-result";
import type { Context } from "../context";
import { EXIT, type ExitCode } from "../exit-code";
import type { AudioSource } from "../source/audio-source";
import { type SoundOptions, soundOnce, targetsOf } from "./broadcast";

/** Planning takes a second for some hundred speakers and several for thousands, ms. */
const PLANNING_MS = 60_000;
/** Ids of one term of a target: 1,000 characters at most. */
const IDS_IN_TERM = 20;

/**
 * Plays the same to groups in turn, so that no listener hears two speakers at once (`dalaba overlap` shows where they
 * would). One broadcast a group; the next begins when the last sound of the one before has gone its way.
 */
export async function inTurn(
  context: Context,
  options: SoundOptions,
  openSource: () => Promise<AudioSource>,
): Promise<ExitCode> {
  const { out, interrupts } = context;
  const connection = await context.connect();
  const to = [...targetsOf(options)];
  const { staggered } = await connection.call(routes.acoustics.planOverlap, { body: { to } }, PLANNING_MS);
  const { groups, pauseMs } = staggered;
  if (options.dryRun) {
    out.result({ dryRun: true, groups }, () =>
      [
        `${groups.length} groups in turn; nothing was said`,
        ...groups.map((group, turn) => `  ${turn + 1}  ${group.length} speakers`),
      ].join("\n"),
    );
    return EXIT.ok;
  }
  const turns: BroadcastSummaryReply[] = [];
  for (const [turn, group] of groups.entries()) {
    if (turn > 0) await pause(pauseMs, interrupts.signal);
    if (interrupts.signal.aborted) break;
    out.say(`group ${turn + 1} of ${groups.length}`);
    turns.push(await soundOnce(context, "play", termsOf(group), options, openSource));
  }
  const result = sumOf(turns);
  if (result === undefined) return EXIT.interrupted;
  const document = { ...resultDocument(result), turns: turns.map(resultDocument) };
  out.result(document, () =>
    [...summaryLines(result), `${turns.length} of ${groups.length} groups, one broadcast each`].join("\n"),
  );
  return interrupts.signal.aborted ? EXIT.interrupted : exitOfResult(result);
}

export function termsOf(speakers: readonly string[]): string[] {
  const terms: string[] = [];
  for (let at = 0; at < speakers.length; at += IDS_IN_TERM)
    terms.push(
      speakers
        .slice(at, at + IDS_IN_TERM)
        .map((id) => `speaker:${id}`)
        .join("+"),
    );
  return terms;
}

/** Counts are added up; of times the worst turn's stands. The id is the first turn's. */
export function sumOf(turns: readonly BroadcastSummaryReply[]): BroadcastSummaryReply | undefined {
  const [first] = turns;
  if (first === undefined) return undefined;
  const sum = (name: "targets" | "played" | "partial" | "failed"): number =>
    turns.reduce((total, turn) => total + turn[name], 0);
  const worst = (of: (turn: BroadcastSummaryReply) => number | null): number | null => {
    const known = turns.flatMap((turn) => of(turn) ?? []);
    return known.length === 0 ? null : Math.max(...known);
  };
  return {
    broadcastId: first.broadcastId,
    ...{ targets: sum("targets"), played: sum("played"), partial: sum("partial"), failed: sum("failed") },
    firstSoundMs: {
      p50: worst(({ firstSoundMs }) => firstSoundMs.p50),
      p95: worst(({ firstSoundMs }) => firstSoundMs.p95),
      p99: worst(({ firstSoundMs }) => firstSoundMs.p99),
    },
    skewMs: {
      p50: worst(({ skewMs }) => skewMs.p50),
      p99: worst(({ skewMs }) => skewMs.p99),
      boundMs: worst(({ skewMs }) => skewMs.boundMs),
    },
    failures: turns.flatMap(({ failures }) => failures),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    const wake = (): void => {
      clearTimeout(timer);
      done();
    };
    signal.addEventListener("abort", wake, { once: true });
  });
}
