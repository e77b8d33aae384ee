import { createInterface } from "node:readline";
import { trustingFetch } from "@dalaba/api/node";
import type { Command } from "commander";
import { certificateFault, notTrusted, type ShownAuthority, shownAuthority } from "../certificate";
import { cliFailure } from "../cli-failure";
import { controllerUrl, DEFAULT_URL, failureOf } from "../connection";
import { type Context, type GlobalOptions, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { readSaved, writeSaved } from "../saved-sign-in";

interface TrustOptions extends GlobalOptions {
  readonly fingerprint?: string;
}

export function addTrust(program: Command): void {
  const trust = program
    .command("trust")
    .description("trust the controller's own authority for HTTPS, once you have compared its fingerprint")
    .option("--fingerprint <sha256>", "trust it when its SHA-256 is this one, without being asked")
    .action((_options: unknown, command: Command) =>
      run(command, (context) => trustAuthority(context, command.optsWithGlobals<TrustOptions>())),
    );
  examples(
    trust,
    "dalaba trust --url https://192.168.1.10:8080",
    "dalaba trust --url https://192.168.1.10:8080 --fingerprint 3F:9A:...",
  );
}

async function trustAuthority(context: Context, options: TrustOptions): Promise<ExitCode> {
  const saved = await readSaved();
  const url = controllerUrl(options.url || process.env.DALABA_URL || saved?.url || DEFAULT_URL);
  if (!url.startsWith("https:"))
    throw cliFailure("usage", `${url} is not encrypted: there is nothing to trust`, {
      next: `dalaba trust --url ${url.replace(/^http:/, "https:")}`,
    });
  const wanted = options.fingerprint === undefined ? undefined : digits(options.fingerprint);
  const shown = await authorityOf(url);
  if (wanted === undefined) await askWhether(url, shown);
  else if (wanted !== digits(shown.fingerprint))
    throw cliFailure(
      "certificate-not-trusted",
      `the authority at ${url} has the SHA-256 ${shown.fingerprint}`,
      {
        next: "Do not trust it: compare it with what the controller printed at its start, and look who sits between.",
        params: { url, fingerprint: shown.fingerprint },
      },
    );
  await prove(url, shown);
  const file = await writeSaved({ ...(saved?.url === url ? saved : {}), url, ca: shown.pem });
  const { name, fingerprint } = shown;
  context.out.result({ url, name, fingerprint }, () =>
    [
      `${url} is trusted by the authority ${name}`,
      `kept in ${file}; try: dalaba login --url ${url} --user NAME`,
    ].join("\n"),
  );
  return EXIT.ok;
}

/** With or without colons, in either case. @throws `usage` for anything that is no SHA-256 */
function digits(fingerprint: string): string {
  const plain = fingerprint.replace(/[\s:]/g, "").toUpperCase();
  if (/^[0-9A-F]{64}$/.test(plain)) return plain;
  throw cliFailure("usage", "a SHA-256 fingerprint has 64 hexadecimal digits", {
    next: "dalaba trust --help",
  });
}

async function authorityOf(url: string): Promise<ShownAuthority> {
  const shown = await shownAuthority(url).catch((error: Error) => {
    throw cliFailure("no-controller", `${url}: ${error.message}`, { params: { url } });
  });
  if (shown !== undefined) return shown;
  throw cliFailure("certificate-not-trusted", `${url} has no authority of its own to trust`, {
    next: "Where its certificate is not trusted, name its authority's: --ca FILE, or DALABA_CA.",
    params: { url },
  });
}

/** @throws `usage` where nobody can be asked, `certificate-not-trusted` for any answer but yes */
async function askWhether(url: string, { name, fingerprint }: ShownAuthority): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw cliFailure("usage", `there is no terminal to ask whether ${fingerprint} is the right fingerprint`, {
      next: `dalaba trust --url ${url} --fingerprint ${fingerprint}`,
      params: { fingerprint },
    });
  const bytes = fingerprint.split(":");
  const lines = [bytes.slice(0, 16), bytes.slice(16)].map((half) => `  ${half.join(":")}`);
  process.stderr.write(`${name}\n${lines.join("\n")}\n`);
  const answer = await new Promise<string>((resolve) => {
    const ask = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
    ask.once("close", () => resolve(""));
    // readline keeps Ctrl-C from the process while it reads a terminal.
    ask.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    ask.question("Did the controller print this SHA-256 at its start? Type yes: ", (line) => {
      resolve(line);
      ask.close();
    });
  });
  if (answer.trim().toLowerCase() === "yes") return;
  throw cliFailure("certificate-not-trusted", "nothing was trusted", { params: { url } });
}

/** That it vouches for this very connection, under this very name. */
async function prove(url: string, { pem }: ShownAuthority): Promise<void> {
  try {
    await trustingFetch(pem)(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    const fault = certificateFault(error);
    if (fault !== undefined) throw failureOf(await notTrusted(url, fault), 0, url);
    throw cliFailure("no-controller", `${url}: ${error}`, { params: { url } });
  }
}
