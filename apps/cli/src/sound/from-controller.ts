import { type PartInput, routes } from "@dalaba/api";
import { exitOfResult, resultDocument, resultText, waitForResult } from "../broadcast-result";
import type { Connection } from "../connection";
import type { Context } from "../context";
import { EXIT, type ExitCode } from "../exit-code";
import { type SoundOptions, targetsOf } from "./broadcast";
import { dryRun } from "./dry-run";
import { talkBody } from "./talk-body";

/** An engine takes a while for a long text, and a worker to encode it, ms. */
export const SPEAKING_MS = 60_000;

export interface Programme {
  readonly parts: PartInput[];
  readonly times: number;
  /** Seconds. */
  readonly between: number;
}

/** Has the controller play stored sound or spoken words. */
export async function playParts(
  context: Context,
  { parts, times, between }: Programme,
  options: SoundOptions,
): Promise<ExitCode> {
  const to = targetsOf(options);
  if (options.dryRun) return dryRun(context, "play", to, options);
  const connection = await context.connect();
  const { kind: _, test: _test, ...asked } = talkBody("play", to, options);
  const body = { ...asked, parts, times, betweenMs: Math.round(between * 1000) };
  const begun = await connection.call(routes.plays.play, { body }, SPEAKING_MS);
  const { broadcast, targets, offline, priority, durationMs } = begun;
  const away = offline > 0 ? `, ${offline} of them offline` : "";
  context.out.say(`play ${broadcast} to ${targets} speakers${away}, priority ${priority}`);
  return playedThere(context, connection, { broadcast, durationMs }, options.receipts);
}

/** The controller plays; here it is only waited for, and stopped by the first Ctrl-C. */
export async function playedThere(
  { out, interrupts }: Context,
  connection: Connection,
  { broadcast, durationMs }: { readonly broadcast: string; readonly durationMs: number },
  receipts: number,
): Promise<ExitCode> {
  interrupts.tell({ broadcast }, `dalaba show ${broadcast}`);
  const stop = (): void => {
    out.say("interrupted: it ends; Ctrl-C again leaves without the receipts");
    void connection.ask(routes.broadcasts.stopBroadcast, { params: { id: broadcast } });
  };
  const seconds = Math.ceil(durationMs / 1000);
  out.status(`on air for ${seconds} s; waiting for receipts ...`);
  const result = await interrupts.askFirst(stop, () =>
    waitForResult(connection, broadcast, seconds + receipts),
  );
  out.result(resultDocument(result), () => resultText(result));
  return interrupts.signal.aborted ? EXIT.interrupted : exitOfResult(result);
}
