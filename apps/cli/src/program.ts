import { Command, type CommanderError } from "commander";
import { addAnnouncement } from "./commands/announcement";
import { addAudit } from "./commands/audit";
import { addBroker } from "./commands/broker";
import { addCamera } from "./commands/camera";
import { addClip } from "./commands/clip";
import { addEvents } from "./commands/events";
import { addExplain } from "./commands/explain";
import { addHear } from "./commands/hear";
import { addHistory } from "./commands/history";
import { addIncident } from "./commands/incident";
import { addLatency } from "./commands/latency";
import { addLexicon } from "./commands/lexicon";
import { addLink } from "./commands/link";
import { addLs } from "./commands/ls";
import { addOverlap } from "./commands/overlap";
import { addPole } from "./commands/pole";
import { addRepeat } from "./commands/repeat";
import { addRetention } from "./commands/retention";
import { addRole } from "./commands/role";
import { addSay } from "./commands/say";
import { addSchedule } from "./commands/schedule";
import { addSession } from "./commands/session";
import { addShow } from "./commands/show";
import { addSignIn } from "./commands/sign-in";
import { addSource } from "./commands/source";
import { addSpeaker } from "./commands/speaker";
import { addStatus } from "./commands/status";
import { addStop } from "./commands/stop";
import { addTalk } from "./commands/talk";
import { addToken } from "./commands/token";
import { addTown } from "./commands/town";
import { addTrust } from "./commands/trust";
import { addUser } from "./commands/user";
import { TIMEOUT_S } from "./connection";
import { examples } from "./examples";
import { decimal } from "./options";
import { VERSION } from "./version";

const EXIT_CODES =
  "\nExit codes: 0 all played (or done), 1 our fault, 2 usage, 3 not allowed, 4 no target, 5 some failed or partial,\n6 none played, 7 no controller, 130 interrupted (and the talk ended)";

/** Headings of the help, each with what adds its commands. */
const GROUPS: readonly (readonly [string, ...((program: Command) => void)[]])[] = [
  ["Speak:", addTalk, addSay, addRepeat, addStop, addHistory],
  ["Programme:", addClip, addAnnouncement, addSchedule, addLexicon],
  ["Look:", addLs, addShow, addStatus, addEvents, addAudit, addExplain, addLatency, addOverlap, addHear],
  ["Cameras:", addIncident, addCamera, addLink, addSource],
  ["Town and speakers:", addSpeaker, addPole, addTown, addBroker, addRetention],
  ["People:", addSignIn, addTrust, addUser, addRole, addToken, addSession],
];

/** `dalaba` with all its commands. It prints nothing and ends nothing by itself: `main` does. */
export function createProgram(): Command {
  const program = new Command("dalaba")
    .description("Dalaba 平安大喇叭: speak to networked loudspeakers, with a receipt from each")
    .version(VERSION)
    .option("--json", "one JSON document on stdout, on failure too")
    .option("--url <url>", "the controller (or DALABA_URL, or what login kept)")
    .option("--ca <file>", "trust this authority for HTTPS, PEM (or DALABA_CA, or what trust kept)")
    .option("--token <token>", "API token (or DALABA_TOKEN, or what login kept)")
    .option(
      "--timeout <seconds>",
      "how long a controller may take to answer",
      decimal(0.1, 3_600),
      TIMEOUT_S,
    );
  for (const [heading, ...adders] of GROUPS) {
    program.commandsGroup(heading);
    for (const add of adders) add(program);
  }
  examples(
    program,
    "dalaba login --link 'http://127.0.0.1:8080/sign-in?link=...'",
    "dalaba talk --to all --file speech.wav",
    "dalaba COMMAND --help",
  ).addHelpText("after", EXIT_CODES);
  return program;
}

/** Commander prints and leaves by itself unless every command is told otherwise. */
export function tame(
  command: Command,
  write: (text: string) => void,
  end: (error: CommanderError, command: Command) => never,
): void {
  command
    .helpCommand(false)
    .exitOverride((error) => end(error, command))
    .configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined });
  for (const child of command.commands) tame(child, write, end);
}

/** As it is typed: `dalaba speaker add`. */
export function commandPath(command: Command): string {
  const names = [];
  for (let each: Command | null = command; each; each = each.parent) names.unshift(each.name());
  return names.join(" ");
}
