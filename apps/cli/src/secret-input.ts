import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { cliFailure } from "./cli-failure";
import { readUserFile } from "./user-file";

/** All of stdin as one secret, without its last line break; a person at a terminal is asked, and types unseen. */
export async function secretFromStdin(): Promise<string> {
  if (process.stdin.isTTY) return askSecret("Password");
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  const secret = Buffer.concat(parts)
    .toString("utf8")
    .replace(/\r?\n$/, "");
  if (secret !== "") return secret;
  throw cliFailure("usage", "stdin held no password", {
    next: 'echo "$PASSWORD" | dalaba login --url URL --user NAME --password-stdin',
  });
}

/** All of a file as one secret, without the white space after it. */
export async function secretFromFile(file: string): Promise<string> {
  return new TextDecoder().decode(await readUserFile(file)).trimEnd();
}

/** Asks at a terminal, unseen; the question goes to stderr. @throws `usage` where nobody can be asked or none is given */
export async function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw cliFailure("usage", "there is no terminal to ask for the password", {
      next: 'echo "$PASSWORD" | dalaba login --url URL --user NAME --password-stdin',
    });
  process.stderr.write(`${question}: `);
  // readline echoes what is typed into its output: this one shows nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const secret = await new Promise<string>((resolve) => {
    const ask = createInterface({ input: process.stdin, output: nowhere, terminal: true });
    const done = (line: string): void => {
      resolve(line);
      ask.close();
    };
    ask.once("line", done);
    ask.once("close", () => done(""));
    // In this mode Ctrl-C is a character until readline says what it is.
    ask.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  });
  process.stderr.write("\n");
  if (secret !== "") return secret;
  throw cliFailure("usage", "no password was given", { next: "dalaba login --help" });
}
