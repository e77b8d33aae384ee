import { type OperatorReply, type ReplyOf, routes } from "@dalaba/api";
import type { Command } from "commander";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { everyOperator, grantsText } from "../find-operator";
import { secretFromStdin } from "../secret-input";
import { table } from "../table";
import { when } from "../times";

interface AddOptions {
  readonly display?: string;
  readonly room?: string;
  readonly passwordStdin?: boolean;
}

export function addUser(program: Command): void {
  const user = program.command("user").description("operators: who may sign in");
  const adds = user
    .command("add")
    .description("add an operator; without a password a one-time sign-in link is printed")
    .argument("<name>", "what is typed at sign-in")
    .option("--display <name>", "what others read")
    .option("--room <id>", "where they sit")
    .option("--password-stdin", "read the password from stdin")
    .action((name: string, options: AddOptions, command: Command) =>
      run(command, (context) => add(context, name, options)),
    );
  examples(
    adds,
    "dalaba user add li --display 李红 --room room-dongcun",
    "dalaba user add duty --password-stdin < pw",
  );
  const lists = user
    .command("ls")
    .description("operators, their rooms and roles")
    .action((_options: unknown, command: Command) => run(command, list));
  examples(lists, "dalaba user ls", "dalaba user ls --json");
  const sets = user
    .command("set")
    .description("change the shown name or the room; disable, which ends every session at once, or enable")
    .argument("<name>", "operator")
    .option("--display <name>", "what others read")
    .option("--room <id>", "where they sit; - for nowhere")
    .option("--disable", "refuse them from now on")
    .option("--enable", "let them in again")
    .action(
      (
        name: string,
        options: { display?: string; room?: string; disable?: boolean; enable?: boolean },
        command: Command,
      ) => run(command, (context) => change(context, name, options)),
    );
  examples(sets, "dalaba user set li --room room-xicun", "dalaba user set li --disable");
  const removes = user
    .command("rm")
    .description("remove an operator with sessions and tokens; what they did stays in the audit")
    .argument("<name>", "operator")
    .action((name: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        await (await context.connect()).call(routes.operators.removeOperator, { params: { id: name } });
        context.out.result({ removed: name }, `${name} removed, with sessions and tokens`);
        return EXIT.ok;
      }),
    );
  examples(removes, "dalaba user rm li");
  const resets = user
    .command("reset")
    .description("end every session; set a password, or print a one-time sign-in link")
    .argument("<name>", "operator")
    .option("--password-stdin", "read the new password from stdin")
    .action((name: string, options: { passwordStdin?: boolean }, command: Command) =>
      run(command, (context) => reset(context, name, options.passwordStdin === true)),
    );
  examples(resets, "dalaba user reset li", 'echo "$PASSWORD" | dalaba user reset li --password-stdin');
}

async function add(context: Context, name: string, options: AddOptions): Promise<ExitCode> {
  const { display, room } = options;
  const password = options.passwordStdin ? { password: await secretFromStdin() } : {};
  const reply = await (await context.connect()).call(routes.operators.addOperator, {
    body: {
      ...{ name, grants: [], ...password },
      ...(display === undefined ? {} : { displayName: display }),
      ...(room === undefined ? {} : { room }),
    },
  });
  context.out.result(reply, () =>
    [
      `${reply.operator.name} added; give a role: dalaba role add ${reply.operator.name} operator --site SITE`,
      ...linkLines(reply.link),
    ].join("\n"),
  );
  return EXIT.ok;
}

type Link = ReplyOf<typeof routes.operators.addOperator>["link"];

function linkLines(link: Link): string[] {
  return link === null ? [] : [`sign in once, until ${when(link.expiresAtMs)}: ${link.signInLink}`];
}

async function list(context: Context): Promise<ExitCode> {
  const items = await everyOperator(await context.connect());
  const state = (each: OperatorReply): string =>
    each.disabled ? "disabled" : each.hasPassword ? "" : "no password yet";
  context.out.result(items, () =>
    table(
      ["name", "shown as", "room", "roles", ""],
      items.map((each) => [
        each.name,
        each.displayName,
        each.room ?? "-",
        grantsText(each) || "none",
        state(each),
      ]),
      "no operators that you may see; add one: dalaba user add NAME",
    ),
  );
  return EXIT.ok;
}

async function change(
  context: Context,
  name: string,
  options: { display?: string; room?: string; disable?: boolean; enable?: boolean },
): Promise<ExitCode> {
  const { display, room, disable, enable } = options;
  const reply = await (await context.connect()).call(routes.operators.changeOperator, {
    params: { id: name },
    body: {
      ...(display === undefined ? {} : { displayName: display }),
      ...(room === undefined ? {} : { room: room === "-" ? null : room }),
      ...(disable === enable ? {} : { disabled: disable === true }),
    },
  });
  const state = reply.disabled ? "disabled" : "enabled";
  context.out.result(reply, `${reply.name} (${reply.displayName}), room ${reply.room ?? "-"}, ${state}`);
  return EXIT.ok;
}

async function reset(context: Context, name: string, fromStdin: boolean): Promise<ExitCode> {
  const body = fromStdin ? { password: await secretFromStdin() } : {};
  const connection = await context.connect();
  const reply = await connection.call(routes.operators.setPassword, { params: { id: name }, body });
  context.out.result(reply, () =>
    [
      `${name}: ${reply.endedSessions} sessions ended${reply.link === null ? ", password set" : ""}`,
      ...linkLines(reply.link),
    ].join("\n"),
  );
  return EXIT.ok;
}
