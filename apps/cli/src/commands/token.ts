import { ACTS, routes, TOKEN_MAX_DAYS, type TokenReply } from "@dalaba/api";
import { type Command, Option } from "commander";
import { CliFailure } from "../cli-failure";
import { colours } from "../colours";
import { type Connection, everyItem } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { placeId } from "../find";
import { collect, collectOf, decimal, whole } from "../options";
import { table } from "../table";
import { when } from "../times";

const DAY_MS = 24 * 3_600_000;

interface AddOptions {
  readonly act: (typeof ACTS)[number][];
  readonly site?: readonly string[];
  readonly days: number;
  readonly maxPriority?: number;
  readonly emergency?: boolean;
  readonly for?: string;
}

export function addToken(program: Command): void {
  const token = program.command("token").description("API tokens: scoped, expiring, with their last use");
  const adds = token
    .command("add")
    .description("make a token; its secret is shown this once")
    .argument("<name>", "what it is for")
    .addOption(
      new Option("--act <act>", `what it may do, repeat: ${ACTS.join(" ")}`)
        .argParser(collectOf(ACTS))
        .makeOptionMandatory(),
    )
    .option("--site <id>", "only there and below; repeat", collect)
    .option("--days <n>", `until it expires, up to ${TOKEN_MAX_DAYS}`, decimal(0.001, TOKEN_MAX_DAYS), 90)
    .option("--max-priority <n>", "0 to 79; as high as your own unless named", whole(0, 79))
    .option("--emergency", "may start and stop emergencies")
    .option("--for <user>", "another operator's")
    .action((name: string, options: AddOptions, command: Command) =>
      run(command, (context) => add(context, name, options)),
    );
  examples(
    adds,
    "dalaba token add prometheus --act read-metrics --days 365",
    "dalaba token add school-bell --act play --site dongcun --max-priority 40 --json",
  );
  const lists = token
    .command("ls")
    .description("tokens: yours, or everyone's where you may manage operators")
    .action((_options: unknown, command: Command) => run(command, list));
  examples(lists, "dalaba token ls", "dalaba token ls --json");
  const removes = token
    .command("rm")
    .description("revoke a token at once")
    .argument("<id>", "as dalaba token ls prints it")
    .action((id: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        await (await context.connect()).call(routes.tokens.revokeToken, { params: { id } });
        context.out.result({ revoked: id }, `${id} revoked`);
        return EXIT.ok;
      }),
    );
  examples(removes, "dalaba token rm t_5f2c91");
  const resets = token
    .command("reset")
    .description("a new secret with the same rights for as long again; the old one is revoked at once")
    .argument("<id>", "as dalaba token ls prints it")
    .action((id: string, _options: unknown, command: Command) =>
      run(command, (context) => reset(context, id)),
    );
  examples(resets, "dalaba token reset t_5f2c91");
}

function everyToken(connection: Connection): Promise<TokenReply[]> {
  return everyItem((page) =>
    connection.call(routes.tokens.listTokens, {
      query: page,
    }),
  );
}

function told(context: Context, reply: TokenReply & { readonly token: string }): ExitCode {
  context.out.result(
    reply,
    `${reply.token}\n${colours.dim(`shown this once; until ${when(reply.expiresAtMs)}`)}`,
  );
  return EXIT.ok;
}

async function add(context: Context, name: string, options: AddOptions): Promise<ExitCode> {
  const connection = await context.connect();
  const sites: string[] = [];
  for (const site of options.site ?? []) sites.push(await placeId(connection, "site", site));
  const { act: acts, days: expiresInDays, maxPriority } = options;
  const body = {
    ...{ name, acts, expiresInDays },
    sites: sites.length > 0 ? sites : null,
    permissions: options.emergency ? (["emergency"] as ["emergency"]) : [],
    ...(maxPriority === undefined ? {} : { maxPriority }),
    ...(options.for === undefined ? {} : { operator: options.for }),
  };
  return told(context, await connection.call(routes.tokens.addToken, { body }));
}

async function reset(context: Context, id: string): Promise<ExitCode> {
  const connection = await context.connect();
  const old = (await everyToken(connection)).find((each) => each.id === id);
  if (old === undefined)
    throw new CliFailure("not-found", `no token ${id}`, { exit: EXIT.noTarget, next: "dalaba token ls" });
  const { name, acts, sites, maxPriority, permissions, operator } = old;
  const expiresInDays = (old.expiresAtMs - old.createdAtMs) / DAY_MS;
  const body = { name, acts, sites, maxPriority, permissions, operator, expiresInDays };
  // The new one first: whoever holds the old one must not be left with none because the controller refused.
  const made = await connection.call(routes.tokens.addToken, { body });
  if (old.revokedAtMs === null) await connection.call(routes.tokens.revokeToken, { params: { id } });
  return told(context, made);
}

async function list(context: Context): Promise<ExitCode> {
  const items = await everyToken(await context.connect());
  const nowMs = Date.now();
  const until = (each: TokenReply): string => {
    if (each.revokedAtMs !== null) return "revoked";
    return each.expiresAtMs < nowMs ? "expired" : when(each.expiresAtMs);
  };
  context.out.result(items, () =>
    table(
      ["id", "name", "operator", "may", "sites", "expires", "last used"],
      items.map((each) => [
        ...[each.id, each.name, each.operator, each.signIn === true ? "signed in" : each.acts.join(" ")],
        each.sites?.join(" ") ?? "*",
        ...[until(each), when(each.lastUsedAtMs)],
      ]),
      "no tokens; make one: dalaba token add NAME --act ACT",
    ),
  );
  return EXIT.ok;
}
