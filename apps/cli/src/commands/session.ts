import { routes } from "@dalaba/api";
import type { Command } from "commander";
import { everyItem } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { table } from "../table";
import { when } from "../times";

export function addSession(program: Command): void {
  const session = program.command("session").description("who is signed in by the console");
  const lists = session
    .command("ls")
    .description("living sessions: yours, or everyone's where you may manage operators")
    .option("--user <name>", "of this operator")
    .action((options: { user?: string }, command: Command) =>
      run(command, (context) => list(context, options.user)),
    );
  examples(lists, "dalaba session ls", "dalaba session ls --user li --json");
  const removes = session
    .command("rm")
    .description("end a session at once")
    .argument("<id>", "as dalaba session ls prints it")
    .action((id: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        await (await context.connect()).call(routes.sessions.endSession, { params: { id } });
        context.out.result({ ended: id }, `${id} ended`);
        return EXIT.ok;
      }),
    );
  examples(removes, "dalaba session rm s_8d01f3");
}

async function list(context: Context, user: string | undefined): Promise<ExitCode> {
  const connection = await context.connect();
  const items = await everyItem((page) =>
    connection.call(routes.sessions.listSessions, {
      query: { ...page, ...(user === undefined ? {} : { operator: user }) },
    }),
  );
  context.out.result(items, () =>
    table(
      ["id", "operator", "room", "since", "last seen", "from", ""],
      items.map((each) => [
        ...[each.id, each.operator, each.room ?? "-", when(each.createdAtMs), when(each.lastSeenAtMs)],
        ...[each.address, each.current ? "this one" : ""],
      ]),
      "no sessions; tokens are listed by: dalaba token ls",
    ),
  );
  return EXIT.ok;
}
