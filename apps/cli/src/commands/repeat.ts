import { type RepeatReply, routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { RECEIPTS_S } from "../broadcast-result";
import { type Context, run } from "../context";
import { examples } from "../examples";
import type { ExitCode } from "../exit-code";
import { whole } from "../options";
import { playedThere } from "../sound/from-controller";

interface RepeatOptions {
  readonly to: "failed" | "busy" | "all";
  readonly why?: string;
  readonly receipts: number;
}

export function addRepeat(program: Command): void {
  const repeat = program
    .command("repeat")
    .description("play the recording of a broadcast again, to those that did not play it")
    .argument("<broadcast>", "16 hex digits, as dalaba history prints them")
    .addOption(
      new Option(
        "--to <whom>",
        "failed: also those that played in part; busy: what something else held; all: every target",
      )
        .choices(["failed", "busy", "all"])
        .default("failed"),
    )
    .option("--why <text>", "the reason; kept with the broadcast and in the audit")
    .option("--receipts <seconds>", "how long to wait for the receipts", whole(0, 3_600), RECEIPTS_S)
    .action((id: string, options: RepeatOptions, command: Command) =>
      run(command, (context) => playAgain(context, id, options)),
    );
  examples(
    repeat,
    "dalaba repeat 5b0c61d3a9f2e874",
    "dalaba repeat 5b0c61d3a9f2e874 --to busy --why 'the first was cut by an alarm' --json",
  );
}

/** The controller plays; here it is only waited for, and stopped by the first Ctrl-C. */
async function playAgain(
  context: Context,
  id: string,
  { to, why, receipts }: RepeatOptions,
): Promise<ExitCode> {
  const { out } = context;
  const connection = await context.connect();
  const begun: RepeatReply = await connection.call(routes.broadcasts.repeatBroadcast, {
    params: { id },
    body: { to, ...(why === undefined ? {} : { why }) },
  });
  const { broadcast, targets, offline, priority, durationMs, gone } = begun;
  const away = offline > 0 ? `, ${offline} of them offline` : "";
  out.say(`play ${broadcast}, which is ${id} again, to ${targets} speakers${away}, priority ${priority}`);
  if (gone.length > 0) out.say(`removed or disabled since: ${gone.join(" ")}`);
  return playedThere(context, connection, { broadcast, durationMs }, receipts);
}
