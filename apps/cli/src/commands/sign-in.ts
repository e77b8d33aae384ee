import { routes } from "@dalaba/api";
import type { Command } from "commander";
import { connectionTo, DEFAULT_URL, forgetSaved, readSaved, writeSaved } from "../connection";
import { type Context, run } from "../context";
import { CliFailure, EXIT, type ExitCode } from "../exit-code";

interface LoginOptions {
  url?: string;
  user?: string;
  passwordStdin?: boolean;
  link?: string;
  room?: string;
}

export function addSignIn(program: Command): void {
  program
    .command("login")
    .description("sign in once; the token is kept in your own configuration folder")
    .option("--user <name>", "operator")
    .option("--password-stdin", "read the password from stdin")
    .option("--link <url>", "a one-time sign-in link instead of a password")
    .option("--room <id>", "the room you sit in")
    .addHelpText(
      "after",
      "\nExamples:\n  echo \"$PASSWORD\" | dalaba login --url http://192.168.1.10:8080 --user admin --password-stdin\n  dalaba login --link 'http://127.0.0.1:8080/sign-in?link=...'",
    )
    .action((_options: unknown, command: Command) =>
      run(command, (context) => login(context, command.optsWithGlobals<LoginOptions>())),
    );
  program
    .command("logout")
    .description("revoke the token and forget it")
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const saved = await readSaved();
        if (saved?.token !== undefined)
          await (await context.connect()).call(routes.session.signOut).catch(() => undefined);
        await forgetSaved();
        context.out.result({ signedOut: true }, "signed out");
        return EXIT.ok;
      }),
    );
  program
    .command("whoami")
    .description("who you are to the controller, and with which rights")
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const me = await (await context.connect()).call(routes.session.me);
        context.out.result(me, () =>
          [
            `${me.operator.name} (${me.operator.displayName}) by ${me.by}`,
            ...me.grants.map(
              (each) =>
                `  ${each.role} at ${each.site}, up to priority ${each.maxPriority}${each.permissions.length > 0 ? `, ${each.permissions.join(" ")}` : ""}`,
            ),
          ].join("\n"),
        );
        return EXIT.ok;
      }),
    );
}

async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

/** The address and the secret of a one-time link. */
function splitLink(link: string): { url: string; secret: string } {
  if (!URL.canParse(link)) return { url: "", secret: link };
  const url = new URL(link);
  return {
    url: url.origin,
    secret: url.searchParams.get("link") ?? new URLSearchParams(url.hash.slice(1)).get("link") ?? "",
  };
}

async function login(context: Context, options: LoginOptions): Promise<ExitCode> {
  const room = options.room === undefined ? {} : { room: options.room };
  const link = options.link === undefined ? undefined : splitLink(options.link);
  const url = options.url ?? (link?.url || process.env.DALABA_URL || (await readSaved())?.url || DEFAULT_URL);
  if (link === undefined && (options.user === undefined || !options.passwordStdin)) {
    throw new CliFailure(
      "usage",
      "give --user NAME --password-stdin, or --link URL",
      "dalaba login --help",
      EXIT.usage,
    );
  }
  const input =
    link !== undefined
      ? { body: { link: link.secret, token: true, ...room } }
      : { body: { user: options.user ?? "", password: await readStdin(), token: true, ...room } };
  const reply = await connectionTo(url, undefined).call(routes.session.signIn, input);
  if (reply.token === undefined)
    throw new CliFailure("internal", "the controller gave no token", "", EXIT.ourFault);
  await writeSaved({ url, token: reply.token, user: reply.operator.name });
  const document = { url, operator: reply.operator, expiresAtMs: reply.expiresAtMs };
  context.out.result(
    document,
    `signed in to ${url} as ${reply.operator.name} until ${new Date(reply.expiresAtMs).toISOString().slice(0, 10)}`,
  );
  return EXIT.ok;
}
