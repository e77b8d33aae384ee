import { ACTS, type OperatorReply, ROLES, routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { type Connection, everyItem } from "../connection";
import { type Context, run } from "../context";
import { CliFailure, EXIT, type ExitCode } from "../exit-code";
import { table, when } from "../table";

const collect = (value: string, before: string[]): string[] => [...before, value];

export function addPeople(program: Command): void {
  const user = program.command("user").description("operators");
  user
    .command("add")
    .argument("<name>", "what is typed at sign-in")
    .option("--display <name>", "what others read")
    .option("--room <id>", "where they sit")
    .option("--password-stdin", "read the password from stdin; without it a one-time sign-in link is printed")
    .action(
      (
        name: string,
        options: { display?: string; room?: string; passwordStdin?: boolean },
        command: Command,
      ) => run(command, (context) => addUser(context, name, options)),
    );
  user.command("ls").action((_options: unknown, command: Command) => run(command, listUsers));
  user
    .command("rm")
    .argument("<name>")
    .action((name: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        await (await context.connect()).call(routes.operators.removeOperator, { params: { id: name } });
        context.out.result({ removed: name }, `${name} removed, with sessions and tokens`);
        return EXIT.ok;
      }),
    );
  user
    .command("reset")
    .description("end every session and print a one-time sign-in link")
    .argument("<name>")
    .action((name: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        const reply = await (await context.connect()).call(routes.operators.setPassword, {
          params: { id: name },
          body: {},
        });
        context.out.result(reply, reply.link?.signInLink ?? "done");
        return EXIT.ok;
      }),
    );
  addRole(program);
  addToken(program);
}

async function findOperator(connection: Connection, name: string): Promise<OperatorReply> {
  const all = await everyItem((after) =>
    connection.call(routes.operators.listOperators, {
      query: { limit: 500, ...(after === undefined ? {} : { after }) },
    }),
  );
  const found = all.find((each) => each.name === name || each.id === name);
  if (!found) throw new CliFailure("operator-unknown", `no operator ${name}`, "dalaba user ls", EXIT.usage);
  return found;
}

function addRole(program: Command): void {
  const role = program.command("role").description("what operators may do, granted per site and below");
  role
    .command("add")
    .argument("<user>")
    .addArgument(role.createArgument("<role>").choices(ROLES))
    .requiredOption("--site <id>", "the site and everything below; * is the whole installation")
    .option("--max-priority <n>", "0 to 79; the role's own unless named")
    .option("--emergency", "may start and stop emergencies there")
    .action(
      (
        name: string,
        roleName: OperatorReply["grants"][number]["role"],
        options: { site: string; maxPriority?: string; emergency?: boolean },
        command: Command,
      ) =>
        run(command, async (context) => {
          const connection = await context.connect();
          const operator = await findOperator(connection, name);
          const grant = {
            role: roleName,
            site: options.site,
            ...(options.maxPriority === undefined ? {} : { maxPriority: Number(options.maxPriority) }),
            permissions: options.emergency ? (["emergency"] as const).slice() : [],
          };
          const others = operator.grants.filter(
            (each) => each.role !== roleName || each.site !== options.site,
          );
          const reply = await connection.call(routes.operators.setGrants, {
            params: { id: operator.id },
            body: { grants: [...others, grant] },
          });
          context.out.result(
            reply,
            `${reply.name}: ${reply.grants.map((each) => `${each.role} at ${each.site}`).join(", ")}`,
          );
          return EXIT.ok;
        }),
    );
  role
    .command("rm")
    .argument("<user>")
    .argument("<role>")
    .requiredOption("--site <id>")
    .action((name: string, roleName: string, options: { site: string }, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const operator = await findOperator(connection, name);
        const grants = operator.grants.filter((each) => each.role !== roleName || each.site !== options.site);
        if (grants.length === operator.grants.length)
          throw new CliFailure(
            "not-found",
            `${name} is not ${roleName} at ${options.site}`,
            "dalaba user ls",
            EXIT.usage,
          );
        const reply = await connection.call(routes.operators.setGrants, {
          params: { id: operator.id },
          body: { grants },
        });
        context.out.result(
          reply,
          `${reply.name}: ${reply.grants.map((each) => `${each.role} at ${each.site}`).join(", ") || "no role left"}`,
        );
        return EXIT.ok;
      }),
    );
  role.command("ls").action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const { items } = await (await context.connect()).call(routes.roles.listRoles);
      context.out.result(items, () =>
        table(
          ["role", "up to", "may"],
          items.map((each) => [each.role, each.maxPriority, each.acts.join(" ")]),
          "",
        ),
      );
      return EXIT.ok;
    }),
  );
}

interface TokenOptions {
  act: string[];
  site: string[];
  days: string;
  maxPriority?: string;
  emergency?: boolean;
  for?: string;
}

function addToken(program: Command): void {
  const token = program.command("token").description("API tokens: scoped, expiring, with their last use");
  token
    .command("add")
    .argument("<name>", "what it is for")
    .addOption(
      new Option("--act <act>", `what it may do; repeat: ${ACTS.join(" ")}`)
        .argParser(collect)
        .default([])
        .makeOptionMandatory(),
    )
    .option("--site <id>", "only there and below; repeat", collect, [])
    .option("--days <n>", "until it expires", "90")
    .option("--max-priority <n>", "0 to 79")
    .option("--emergency", "may start emergencies")
    .option("--for <user>", "another operator's")
    .action((name: string, options: TokenOptions, command: Command) =>
      run(command, (context) => makeToken(context, name, options)),
    );
  token.command("ls").action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const connection = await context.connect();
      const items = await everyItem((after) =>
        connection.call(routes.tokens.listTokens, {
          query: { limit: 500, ...(after === undefined ? {} : { after }) },
        }),
      );
      context.out.result(items, () =>
        table(
          ["id", "name", "operator", "may", "sites", "expires", "last used"],
          items.map((each) => [
            each.id,
            each.name,
            each.operator,
            each.acts.join(" "),
            each.sites?.join(" ") ?? "*",
            each.revokedAtMs === null ? when(each.expiresAtMs) : "revoked",
            when(each.lastUsedAtMs),
          ]),
          "no tokens",
        ),
      );
      return EXIT.ok;
    }),
  );
  token
    .command("rm")
    .argument("<id>")
    .action((id: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        await (await context.connect()).call(routes.tokens.revokeToken, { params: { id } });
        context.out.result({ revoked: id }, `${id} revoked`);
        return EXIT.ok;
      }),
    );
}

async function makeToken(context: Context, name: string, options: TokenOptions): Promise<ExitCode> {
  const unknown = options.act.find((each) => !(ACTS as readonly string[]).includes(each));
  if (unknown !== undefined || options.act.length === 0)
    throw new CliFailure(
      "usage",
      `--act is one of ${ACTS.join(" ")}${unknown === undefined ? "" : `, not ${unknown}`}`,
      "",
      EXIT.usage,
    );
  const reply = await (await context.connect()).call(routes.tokens.addToken, {
    body: {
      name,
      acts: options.act as (typeof ACTS)[number][],
      sites: options.site.length > 0 ? options.site : null,
      expiresInDays: Number(options.days),
      permissions: options.emergency ? ["emergency"] : [],
      ...(options.maxPriority === undefined ? {} : { maxPriority: Number(options.maxPriority) }),
      ...(options.for === undefined ? {} : { operator: options.for }),
    },
  });
  context.out.result(reply, `${reply.token}\n(shown this once; until ${when(reply.expiresAtMs)})`);
  return EXIT.ok;
}

async function readPassword(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

async function addUser(
  context: Context,
  name: string,
  options: { display?: string; room?: string; passwordStdin?: boolean },
): Promise<ExitCode> {
  const password = options.passwordStdin ? { password: await readPassword() } : {};
  const reply = await (await context.connect()).call(routes.operators.addOperator, {
    body: {
      name,
      ...password,
      ...(options.display === undefined ? {} : { displayName: options.display }),
      ...(options.room === undefined ? {} : { room: options.room }),
      grants: [],
    },
  });
  context.out.result(reply, () =>
    [
      `${reply.operator.name} added; give a role: dalaba role add ${reply.operator.name} operator --site SITE`,
      ...(reply.link === null ? [] : [`sign in once at ${reply.link.signInLink}`]),
    ].join("\n"),
  );
  return EXIT.ok;
}

async function listUsers(context: Context): Promise<ExitCode> {
  const connection = await context.connect();
  const items = await everyItem((after) =>
    connection.call(routes.operators.listOperators, {
      query: { limit: 500, ...(after === undefined ? {} : { after }) },
    }),
  );
  context.out.result(items, () =>
    table(
      ["name", "shown as", "room", "roles", ""],
      items.map((each) => [
        each.name,
        each.displayName,
        each.room ?? "-",
        each.grants
          .map(
            (grant) =>
              `${grant.role} at ${grant.site} (≤${grant.maxPriority}${grant.permissions.includes("emergency") ? ", emergency" : ""})`,
          )
          .join("; "),
        each.disabled ? "disabled" : each.hasPassword ? "" : "no password yet",
      ]),
      "no operators",
    ),
  );
  return EXIT.ok;
}
