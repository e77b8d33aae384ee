import { Command, CommanderError } from "commander";
import { addBroadcasts } from "./commands/broadcasts";
import { addFleet } from "./commands/fleet";
import { addPeople } from "./commands/people";
import { addSignIn } from "./commands/sign-in";
import { addSpeaker } from "./commands/speaker";
import { addTalk } from "./commands/talk";
import { addTown } from "./commands/town";
import { CliFailure, EXIT } from "./exit-code";
import { createOutput } from "./output";

/** `dalaba`: the table of contents. Each command is a file in `commands/`. */

const VERSION = "0.1.0";

const program = new Command("dalaba")
  .description("Dalaba 平安大喇叭: speak to networked loudspeakers, with a receipt from each")
  .version(VERSION)
  .option("--json", "one JSON document on stdout, on failure too")
  .option("--url <url>", "the controller (or DALABA_URL, or what login saved)")
  .option("--token <token>", "API token (or DALABA_TOKEN, or what login saved)")
  .showHelpAfterError(false)
  .addHelpText(
    "after",
    "\nExit codes: 0 all played, 1 our fault, 2 usage, 3 not allowed, 4 no target, 5 some failed,\n6 none played, 7 no controller, 130 interrupted (and the talk ended)",
  );

addTalk(program);
addBroadcasts(program);
addFleet(program);
addSpeaker(program);
addTown(program);
addPeople(program);
addSignIn(program);

/** Commander prints and exits by itself unless every command is told not to. */
function tame(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  for (const child of command.commands) tame(child);
}
tame(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  const asked = ["commander.helpDisplayed", "commander.version"].includes(error.code);
  if (asked) process.exitCode = EXIT.ok;
  else if (error.code === "commander.help") {
    process.stderr.write(program.helpInformation());
    process.exitCode = EXIT.usage;
  } else {
    const failure = new CliFailure(
      "usage",
      error.message.replace(/^error: /, ""),
      "dalaba --help lists every command; dalaba COMMAND --help its options.",
      EXIT.usage,
    );
    process.exitCode = createOutput(process.argv.includes("--json")).fail(failure);
  }
}
