import { type BroadcastSummaryReply, routes } from "@dalaba/api";
import { cliFailure } from "./cli-failure";
import { colours } from "./colours";
import { type Connection, failureOf } from "./connection";
import { EXIT, type ExitCode } from "./exit-code";

/** Receipts are waited for this long after the end, s; the controller settles 5 s after it at the latest. */
export const RECEIPTS_S = 30;
/** One question to the controller may wait this long for the result, ms. */
const ASK_MS = 10_000;
const PAUSE_MS = 100;

/**
 * Waits until every receipt is in. A controller that restarts meanwhile is waited for: the talk did not end with it.
 * @throws `result-unknown` when there is none in time; its exit says whether a controller answered at all
 */
export async function waitForResult(
  connection: Connection,
  broadcast: string,
  withinS: number,
): Promise<BroadcastSummaryReply> {
  const deadline = performance.now() + withinS * 1000;
  let silent = "";
  for (;;) {
    const wait = Math.max(0, Math.min(ASK_MS, Math.round(deadline - performance.now())));
    const input = { params: { id: broadcast }, query: { wait } };
    const answer = await connection.ask(routes.broadcasts.showResult, input, wait);
    if (answer.ok && answer.status === 200) return answer.value;
    silent = answer.ok || answer.status !== 0 ? "" : answer.problem.detail;
    // 404: the journal of `air` is not ingested yet.
    if (!answer.ok && answer.status !== 0 && answer.status !== 404 && answer.status < 500)
      throw failureOf(answer.problem, answer.status, connection.url);
    if (performance.now() >= deadline) {
      const why = silent === "" ? "" : ` (${silent})`;
      throw cliFailure("result-unknown", `no result of ${broadcast} within ${withinS} s${why}`, {
        exit: silent === "" ? EXIT.ourFault : EXIT.noController,
        next: `dalaba show ${broadcast}`,
        params: { broadcast },
      });
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

export function exitOfResult(result: BroadcastSummaryReply): ExitCode {
  if (result.targets > 0 && result.played === result.targets) return EXIT.ok;
  return result.played + result.partial === 0 ? EXIT.nonePlayed : EXIT.someFailed;
}

/** The document of `talk --json` and `play --json`: these members in this order, whatever else a controller sends. */
export function resultDocument(result: BroadcastSummaryReply): BroadcastSummaryReply {
  const { broadcastId, targets, played, partial, failed, firstSoundMs, skewMs, failures } = result;
  return {
    ...{ broadcastId, targets, played, partial, failed },
    firstSoundMs: { p50: firstSoundMs.p50, p95: firstSoundMs.p95, p99: firstSoundMs.p99 },
    skewMs: { p50: skewMs.p50, p99: skewMs.p99, boundMs: skewMs.boundMs },
    failures: failures.map(({ speaker, reason }) => ({ speaker, reason })),
  };
}

/** Failures that are told one by one; the rest is counted. */
const SHOWN = 12;

/** The counts and times alone. */
export function summaryLines(result: BroadcastSummaryReply): string[] {
  const { targets, played, partial, failed, firstSoundMs, skewMs } = result;
  const colour = played === targets ? colours.green : played === 0 ? colours.red : colours.yellow;
  const but = `${partial > 0 ? `, ${partial} in part` : ""}${failed > 0 ? `, ${failed} not` : ""}`;
  const lines = [`${colour(`${played} of ${targets} speakers played it`)}${but}`];
  if (firstSoundMs.p50 !== null) {
    lines.push(
      `first sound after p50 ${ms(firstSoundMs.p50)}, p95 ${ms(firstSoundMs.p95)}, p99 ${ms(firstSoundMs.p99)}`,
      `together within p50 ${ms(skewMs.p50)}, p99 ${ms(skewMs.p99)} (clocks known to ${ms(skewMs.boundMs)})`,
    );
  }
  return lines;
}

export function resultText(result: BroadcastSummaryReply): string {
  const { failures, broadcastId } = result;
  const lines = summaryLines(result);
  for (const { speaker, reason } of failures.slice(0, SHOWN))
    lines.push(`  ${colours.red(reason.padEnd(16))} ${speaker}`);
  if (failures.length > SHOWN) lines.push(`  ... and ${failures.length - SHOWN} more`);
  const more = failures.length > 0 ? `; speaker by speaker: dalaba show ${broadcastId}` : "";
  lines.push(colours.dim(`broadcast ${broadcastId}${more}`));
  return lines.join("\n");
}

function ms(value: number | null): string {
  return value === null ? "-" : `${Math.round(value * 10) / 10} ms`;
}
