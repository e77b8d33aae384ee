import { type OperatorReply, ROLES, routes } from "@dalaba/api";
import { Argument, type Command } from "commander";
import { CliFailure } from "../cli-failure";
import type { Connection } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { placeId } from "../find";
import { findOperator, grantsText } from "../find-operator";
import { whole } from "../options";
import { table } from "../table";

type RoleName = OperatorReply["grants"][number]["role"];

interface AddOptions {
  readonly site: string;
  readonly maxPriority?: number;
  readonly emergency?: boolean;
}

export function addRole(program: Command): void {
  const role = program.command("role").description("what operators may do, granted per site and below");
  const adds = role
    .command("add")
    .description("grant a role at a site and everything below it, in place of the same one there")
    .argument("<user>", "operator")
    .addArgument(new Argument("<role>", "what they may do").choices(ROLES))
    .requiredOption("--site <id>", "the site and everything below; * is the whole installation")
    .option("--max-priority <n>", "0 to 79; the role's own unless named", whole(0, 79))
    .option("--emergency", "may start and stop emergencies there")
    .action((user: string, name: RoleName, options: AddOptions, command: Command) =>
      run(command, (context) => grant(context, user, name, options)),
    );
  examples(
    adds,
    "dalaba role add li operator --site dongcun",
    "dalaba role add chen supervisor --site '*' --max-priority 68 --emergency",
  );
  const lists = role
    .command("ls")
    .description("the roles there are, or those of one operator")
    .argument("[user]", "operator")
    .action((user: string | undefined, _options: unknown, command: Command) =>
      run(command, (context) => (user === undefined ? listRoles(context) : listGrants(context, user))),
    );
  examples(lists, "dalaba role ls", "dalaba role ls li --json");
  const removes = role
    .command("rm")
    .description("take a role back")
    .argument("<user>", "operator")
    .addArgument(new Argument("<role>", "which").choices(ROLES))
    .requiredOption("--site <id>", "where it was granted")
    .action((user: string, name: RoleName, options: { site: string }, command: Command) =>
      run(command, (context) => revoke(context, user, name, options.site)),
    );
  examples(removes, "dalaba role rm li operator --site dongcun");
  const resets = role
    .command("reset")
    .description("take every role back")
    .argument("<user>", "operator")
    .action((user: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        return setGrants(context, connection, await findOperator(connection, user), []);
      }),
    );
  examples(resets, "dalaba role reset li");
}

type NewGrant = Omit<OperatorReply["grants"][number], "maxPriority"> & { maxPriority?: number };

async function setGrants(
  context: Context,
  connection: Connection,
  { id }: OperatorReply,
  grants: NewGrant[],
): Promise<ExitCode> {
  const input = { params: { id }, body: { grants } };
  const reply = await connection.call(routes.operators.setGrants, input);
  context.out.result(reply, `${reply.name}: ${grantsText(reply) || "no role left"}`);
  return EXIT.ok;
}

async function grant(context: Context, user: string, role: RoleName, options: AddOptions): Promise<ExitCode> {
  const connection = await context.connect();
  const operator = await findOperator(connection, user);
  const site = options.site === "*" ? "*" : await placeId(connection, "site", options.site);
  const { maxPriority, emergency } = options;
  return setGrants(context, connection, operator, [
    ...operator.grants.filter((each) => each.role !== role || each.site !== site),
    {
      ...{ role, site, permissions: emergency ? ["emergency"] : [] },
      ...(maxPriority === undefined ? {} : { maxPriority }),
    },
  ]);
}

async function revoke(context: Context, user: string, role: RoleName, site: string): Promise<ExitCode> {
  const connection = await context.connect();
  const operator = await findOperator(connection, user);
  const left = operator.grants.filter((each) => each.role !== role || each.site !== site);
  if (left.length === operator.grants.length)
    throw new CliFailure("not-found", `${operator.name} is not ${role} at ${site}`, {
      exit: EXIT.noTarget,
      next: `dalaba role ls ${operator.name}`,
      params: { roles: operator.grants.map((each) => `${each.role} at ${each.site}`) },
    });
  return setGrants(context, connection, operator, left);
}

async function listRoles(context: Context): Promise<ExitCode> {
  const { items } = await (await context.connect()).call(routes.roles.listRoles);
  context.out.result(items, () =>
    table(
      ["role", "up to", "may"],
      items.map((each) => [each.role, each.maxPriority, each.acts.join(" ")]),
      "the controller knows no roles; compare its version with ours: dalaba status",
    ),
  );
  return EXIT.ok;
}

async function listGrants(context: Context, user: string): Promise<ExitCode> {
  const operator = await findOperator(await context.connect(), user);
  context.out.result(operator.grants, () =>
    table(
      ["role", "site", "up to", "permissions"],
      operator.grants.map((each) => [
        each.role,
        each.site,
        each.maxPriority,
        each.permissions.join(" ") || "-",
      ]),
      `no role; give one: dalaba role add ${operator.name} operator --site SITE`,
    ),
  );
  return EXIT.ok;
}
