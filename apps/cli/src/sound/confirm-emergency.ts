import { createInterface } from "node:readline";
import { cliFailure } from "../cli-failure";

export const EMERGENCY_WORD = "紧急";
/** A pipe that says nothing is not waited for any longer than this, ms. */
const WORD_WITHIN_MS = 60_000;

/**
 * Asks for the word, on stderr, and reads one line of `input`; undefined when stdin is the sound itself.
 * @throws `emergency-unconfirmed` for any other line, for none, and after a minute
 */
export async function confirmEmergency(input: NodeJS.ReadStream | undefined): Promise<void> {
  const word = input === undefined ? "" : await firstLine(input);
  if (word.trim().normalize("NFC") === EMERGENCY_WORD) return;
  throw cliFailure("emergency-unconfirmed", `an emergency asks for the word ${EMERGENCY_WORD}`);
}

function firstLine(input: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve) => {
    const ask = createInterface({ input, output: process.stderr, terminal: input.isTTY === true });
    const done = (line: string): void => {
      resolve(line);
      clearTimeout(timer);
      ask.close();
    };
    const timer = setTimeout(() => done(""), WORD_WITHIN_MS);
    ask.once("line", done);
    ask.once("close", () => done(""));
    // readline keeps Ctrl-C from the process while it reads a terminal.
    ask.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    ask.setPrompt(`This cuts every other sound at the targets. Type ${EMERGENCY_WORD} to go on: `);
    ask.prompt();
    if (!input.isTTY) process.stderr.write("\n");
  });
}
