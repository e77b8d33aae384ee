import { type ReplyOf, routes } from "@dalaba/api";
import type { Command } from "commander";
import { CliFailure, cliFailure } from "../cli-failure";
import { authorityFor, connectionTo, controllerUrl, DEFAULT_URL } from "../connection";
import { type Context, type GlobalOptions, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { forgetSaved, readSaved, writeSaved } from "../saved-sign-in";
import { askSecret, secretFromStdin } from "../secret-input";
import { when } from "../times";

interface LoginOptions extends GlobalOptions {
  readonly user?: string;
  readonly passwordStdin?: boolean;
  readonly link?: string;
  readonly room?: string;
}

export function addSignIn(program: Command): void {
  const signIn = program
    .command("login")
    .description("sign in once; the token is kept in your own configuration folder")
    .option("--user <name>", "operator; asks for the password at a terminal")
    .option("--password-stdin", "read the password from stdin")
    .option("--link <url>", "a one-time sign-in link instead of a password")
    .option("--room <id>", "the room you sit in")
    .action((_options: unknown, command: Command) =>
      run(command, (context) => login(context, command.optsWithGlobals<LoginOptions>())),
    );
  examples(
    signIn,
    'echo "$PASSWORD" | dalaba login --url https://192.168.1.10:8080 --user admin --password-stdin',
    "dalaba login --link 'http://127.0.0.1:8080/sign-in?link=...'",
  );
  const signOut = program
    .command("logout")
    .description("revoke the token that login keeps, and forget it")
    .action((_options: unknown, command: Command) =>
      run(command, (context) => logout(context, command.optsWithGlobals<GlobalOptions>())),
    );
  examples(signOut, "dalaba logout");
  const who = program
    .command("whoami")
    .description("who you are to the controller, and with which rights")
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const me = await (await context.connect()).call(routes.session.me);
        context.out.result(me, () => meText(me));
        return EXIT.ok;
      }),
    );
  examples(who, "dalaba whoami", "dalaba whoami --json");
}

function meText(me: ReplyOf<typeof routes.session.me>): string {
  const room = me.room === null ? "" : `, in ${me.room.name}`;
  const until = me.expiresAtMs === null ? "" : `, until ${when(me.expiresAtMs)}`;
  return [
    `${me.operator.name} (${me.operator.displayName})${room}, by ${me.by}${until}`,
    ...me.grants.map(
      ({ role, site, maxPriority, permissions }) =>
        `  ${role} at ${site}, up to priority ${maxPriority}${permissions.map((each) => `, ${each}`).join("")}`,
    ),
    ...(me.grants.length === 0 ? ["  no role yet: ask an administrator for one"] : []),
  ].join("\n");
}

/** The address and the secret of a one-time link, or of the bare secret. */
function splitLink(link: string): { readonly url: string | undefined; readonly secret: string } {
  if (!URL.canParse(link)) return { url: undefined, secret: link };
  const url = new URL(link);
  return { url: url.origin, secret: url.searchParams.get("link") ?? "" };
}

async function login(context: Context, options: LoginOptions): Promise<ExitCode> {
  const { user, room, passwordStdin, timeout } = options;
  const link = options.link === undefined ? undefined : splitLink(options.link);
  if (link?.secret === "" || (link === undefined) === (user === undefined))
    throw cliFailure("usage", "give --user NAME --password-stdin, or --link URL", {
      next: "dalaba login --help",
    });
  const saved = await readSaved();
  const url = controllerUrl(options.url || link?.url || process.env.DALABA_URL || saved?.url || DEFAULT_URL);
  const place = { token: true, ...(room === undefined ? {} : { room }) };
  const ca = await authorityFor(url, options);
  const connection = connectionTo(url, undefined, timeout, ca);
  const reply =
    user === undefined
      ? await connection.call(routes.session.signIn, { body: { link: link?.secret ?? "", ...place } })
      : await connection.call(routes.session.signIn, {
          body: {
            user,
            password: passwordStdin ? await secretFromStdin() : await askSecret(`Password of ${user}`),
            ...place,
          },
        });
  if (reply.token === undefined)
    throw new CliFailure("not-a-controller", `${url} signed us in without a token`, {
      exit: EXIT.noController,
      next: "dalaba status tells the controller's version.",
    });
  const trusted = ca === undefined ? {} : { ca };
  const file = await writeSaved({ url, token: reply.token, user: reply.operator.name, ...trusted });
  const { operator, expiresAtMs } = reply;
  context.out.result({ url, operator, expiresAtMs }, () =>
    [
      `signed in to ${url} as ${operator.name} until ${when(expiresAtMs)}`,
      `kept in ${file}; try: dalaba ls`,
    ].join("\n"),
  );
  const { DALABA_URL, DALABA_TOKEN } = process.env;
  if (DALABA_TOKEN) context.out.say("DALABA_TOKEN is set, and wins over the token that was kept");
  if (DALABA_URL && controllerUrl(DALABA_URL) !== url)
    context.out.say(`DALABA_URL is ${DALABA_URL}, and wins over the address that was kept`);
  return EXIT.ok;
}

async function logout(context: Context, options: GlobalOptions): Promise<ExitCode> {
  const saved = await readSaved();
  const ca = saved && (await authorityFor(saved.url, options));
  const answer =
    saved?.token === undefined
      ? undefined
      : await connectionTo(saved.url, saved.token, options.timeout, ca).ask(routes.session.signOut);
  // A token that nobody knows any more is as good as revoked.
  const revoked = answer !== undefined && (answer.ok || answer.status === 401);
  // Whom one trusts is no secret, and was compared by hand.
  if (saved?.ca === undefined) await forgetSaved();
  else await writeSaved({ url: saved.url, ca: saved.ca });
  if (answer !== undefined && !revoked)
    context.out.say(
      `the token was forgotten here, but not revoked: ${answer.ok ? "" : answer.problem.detail}`,
    );
  context.out.result(
    { signedOut: true, revoked },
    saved?.token === undefined ? "nobody was signed in" : `signed out of ${saved.url}`,
  );
  return EXIT.ok;
}
