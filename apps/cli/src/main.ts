import type { Command, CommanderError } from "commander";
import { asFailure, cliFailure } from "./cli-failure";
import { leave } from "./context";
import { EXIT, type ExitCode } from "./exit-code";
import { createOutput } from "./output";
import { commandPath, createProgram, tame } from "./program";
import { VERSION } from "./version";

/** Ends the reading of the command line with something to say instead of something to do. */
class Said extends Error {
  readonly error: CommanderError;
  readonly command: Command;
  constructor(error: CommanderError, command: Command) {
    super(error.message);
    this.error = error;
    this.command = command;
  }
}

/** `dalaba help talk` is `dalaba talk --help`; of a command that is not there, help would hide the slip. */
function helpFirst(args: readonly string[], commands: readonly Command[]): string[] {
  const at = args.findIndex((each) => !each.startsWith("-"));
  if (args[at] !== "help") return [...args];
  const rest = args.filter((_, index) => index !== at);
  const name = rest.find((each) => !each.startsWith("-"));
  const known = name === undefined || commands.some((each) => each.name() === name);
  return known ? [...rest, "--help"] : rest;
}

const program = createProgram();
const args = helpFirst(process.argv.slice(2), program.commands);
const end = args.indexOf("--");
const json = (end < 0 ? args : args.slice(0, end)).includes("--json");
let shown = "";
tame(
  program,
  (text) => {
    shown += text;
  },
  (error, command) => {
    throw new Said(error, command);
  },
);

function say({ error, command }: Said): ExitCode {
  const out = createOutput(json);
  if (error.code === "commander.version") {
    out.result({ version: VERSION }, VERSION);
    return EXIT.ok;
  }
  const help = shown.trimEnd();
  if (error.code === "commander.helpDisplayed") {
    out.result({ command: commandPath(command), help }, help);
    return EXIT.ok;
  }
  // A command that only holds others, without naming one of them.
  const missing = error.code === "commander.help";
  if (missing && !json) {
    out.say(help);
    return EXIT.usage;
  }
  const names = command.commands.map((each) => each.name()).join(", ");
  const detail = missing
    ? `${commandPath(command)} needs a command: ${names}`
    : error.message.replace(/^error: /, "").replace(/\n/g, " ");
  return out.fail(cliFailure("usage", detail, { next: `${commandPath(command)} --help` }));
}

try {
  await program.parseAsync(args, { from: "user" });
} catch (error) {
  leave(error instanceof Said ? say(error) : createOutput(json).fail(asFailure(error)));
}
