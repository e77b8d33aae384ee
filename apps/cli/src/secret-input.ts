import { isCancel, password } from "@clack/prompts";
import { cliFailure } from "./cli-failure";

/** All of stdin as one secret, without its last line break. */
export async function secretFromStdin(): Promise<string> {
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

/** Asks at a terminal, unseen; the question goes to stderr. @throws `usage` where nobody can be asked */
export async function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw cliFailure("usage", "there is no terminal to ask for the password", {
      next: 'echo "$PASSWORD" | dalaba login --url URL --user NAME --password-stdin',
    });
  const answer = await password({ message: question, input: process.stdin, output: process.stderr });
  if (isCancel(answer)) throw cliFailure("interrupted", "no password was given");
  return answer;
}
