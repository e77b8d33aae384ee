import { routes } from "@dalaba/api";
import type { Command } from "commander";
import { cliFailure } from "../cli-failure";
import { colours } from "../colours";
import { failureOf } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";

export function addStop(program: Command): void {
  const stop = program
    .command("stop")
    .description("silence a broadcast everywhere, or every one that you may stop")
    .argument("[broadcast]", "16 hex digits, as dalaba onair and dalaba history print them")
    .option("--all", "every broadcast on air")
    .action((id: string | undefined, options: { all?: boolean }, command: Command) =>
      run(command, (context) => silence(context, id, options.all === true)),
    );
  examples(stop, "dalaba stop 5b0c61d3a9f2e874", "dalaba stop --all");
}

/** What has ended already is as silent as was wanted: that is no failure. */
async function silence(context: Context, id: string | undefined, all: boolean): Promise<ExitCode> {
  if ((id === undefined) !== all)
    throw cliFailure("usage", "name a broadcast, or --all", { next: "dalaba onair lists what sounds" });
  const connection = await context.connect();
  if (id !== undefined) {
    const answer = await connection.ask(routes.broadcasts.stopBroadcast, { params: { id } });
    if (!answer.ok && answer.problem.code !== "broadcast-ended")
      throw failureOf(answer.problem, answer.status, connection.url);
    const stopped = answer.ok ? answer.value.stopped : [];
    context.out.result({ stopped, refused: [] }, answer.ok ? `stopped ${id}` : `${id} had ended already`);
    return EXIT.ok;
  }
  const { stopped, refused } = await connection.call(routes.broadcasts.stopAll, { body: { all: true } });
  context.out.result({ stopped, refused }, () =>
    [
      stopped.length > 0 ? `stopped ${stopped.join(" ")}` : "nothing was on air that you may stop",
      ...refused.map((each) => `${colours.red(each.code)} ${each.broadcast}`),
    ].join("\n"),
  );
  return refused.length > 0 ? EXIT.notAllowed : EXIT.ok;
}
