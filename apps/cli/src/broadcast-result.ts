import { type BroadcastSummaryReply, routes } from "@dalaba/api";
import pc from "picocolors";
import type { Connection } from "./connection";
import { failureOf } from "./connection";
import { CliFailure, EXIT, type ExitCode } from "./exit-code";

/** Receipts are waited for this long after the end; the controller settles 5 s after it at the latest. */
const SETTLED_WITHIN_MS = 30_000;

/** Waits until every receipt is in. A controller that restarts meanwhile is waited for: the talk did not end with it. */
export async function waitForResult(
  connection: Connection,
  broadcast: string,
  withinMs = SETTLED_WITHIN_MS,
): Promise<BroadcastSummaryReply> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const wait = Math.max(0, Math.min(10_000, Math.round(deadline - performance.now())));
    const answer = await connection.client.call(routes.broadcasts.showResult, {
      params: { id: broadcast },
      query: { wait },
    });
    if (answer.ok && answer.status === 200) return answer.value;
    // 404: the journal of `air` is not ingested yet.
    if (!answer.ok && answer.status !== 0 && answer.status !== 404 && answer.status < 500)
      throw failureOf(answer.problem, answer.status);
    if (performance.now() >= deadline) {
      throw new CliFailure(
        "result-unknown",
        `no result for ${broadcast} within ${withinMs / 1000} s`,
        `Ask later: dalaba show ${broadcast}`,
        EXIT.ourFault,
        { broadcast },
      );
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

export function exitOfResult(result: BroadcastSummaryReply): ExitCode {
  if (result.targets > 0 && result.played === result.targets) return EXIT.ok;
  return result.played + result.partial === 0 ? EXIT.nonePlayed : EXIT.someFailed;
}

const ms = (value: number | null): string => (value === null ? "-" : `${Math.round(value * 10) / 10} ms`);

export function resultText(result: BroadcastSummaryReply): string {
  const colour = result.played === result.targets ? pc.green : result.played === 0 ? pc.red : pc.yellow;
  const lines = [
    `${colour(`${result.played} of ${result.targets} speakers played it`)}${result.partial > 0 ? `, ${result.partial} in part` : ""}${result.failed > 0 ? `, ${result.failed} not` : ""}`,
    `first sound after p50 ${ms(result.firstSoundMs.p50)}, p95 ${ms(result.firstSoundMs.p95)}, p99 ${ms(result.firstSoundMs.p99)}`,
    `together within p50 ${ms(result.skewMs.p50)}, p99 ${ms(result.skewMs.p99)} (clocks known to ${ms(result.skewMs.boundMs)})`,
  ];
  const shown = result.failures.slice(0, 12);
  for (const { speaker, reason } of shown) lines.push(`  ${pc.red(reason.padEnd(16))} ${speaker}`);
  if (result.failures.length > shown.length)
    lines.push(`  ... and ${result.failures.length - shown.length} more: dalaba show ${result.broadcastId}`);
  lines.push(pc.dim(`broadcast ${result.broadcastId}`));
  return lines.join("\n");
}
