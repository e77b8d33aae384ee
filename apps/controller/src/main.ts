import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLog } from "./log";
import { exposureWarning, readSettings, type Settings } from "./settings";
import { definitions } from "./settings/definitions";
import { prepareDataFolder } from "./supervisor/data-folder";
import { checkPorts } from "./supervisor/free-ports";
import { takeLock } from "./supervisor/lock-file";
import { signInLinkFromStore } from "./supervisor/print-sign-in-link";
import { HELP, readArguments } from "./supervisor/program-arguments";
import { TownProcesses } from "./supervisor/town-processes";
import { VERSION } from "./version";

// The supervisor: checks what can be checked, then keeps `air` and the controller running side by side.

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (lines: string): void => {
  for (const line of lines.split("\n")) process.stderr.write(`dalaba: ${line}\n`);
};

// Voices, people and keys: what any of our processes writes is for this user alone.
process.umask(0o077);

async function main(): Promise<number | null> {
  const command = readArguments(process.argv.slice(2));
  if (!command.ok) return failed(command.detail, 2);
  if (command.value.type === "version") return said(VERSION);
  if (command.value.type === "help") return said(`${HELP}${settingLines()}`);
  const settings = readSettings({ env: process.env });
  if (!settings.ok) return failed(settings.detail, 2);
  if (command.value.type === "sign-in-link") return printLink(settings.value, command.value.operator);
  return run(settings.value, command.value.parent);
}

function failed(lines: string, code: number): number {
  complain(lines);
  return code;
}

function said(text: string): number {
  say(text);
  return 0;
}

function settingLines(): string {
  return Object.entries(definitions)
    .map(([name, { default: value, meaning }]) => `  ${name.padEnd(22)} ${meaning} (${value ?? "unset"})`)
    .join("\n");
}

async function printLink(settings: Settings, operator: string | null): Promise<number> {
  const folder = prepareDataFolder(settings.dataFolder);
  if (!folder.ok) return failed(folder.detail, 1);
  const made = await signInLinkFromStore(settings, operator, Date.now());
  if (!made.ok) return failed(made.detail, 1);
  process.stderr.write(`dalaba: sign in once within an hour, as ${made.value.name}:\n`);
  return said(made.value.url);
}

/** Runs until a signal or a fault that trying again would not cure; null while it runs. */
async function run(settings: Settings, parent: string | null): Promise<number | null> {
  const folder = prepareDataFolder(settings.dataFolder);
  if (!folder.ok) return failed(folder.detail, 1);
  const runFolder = join(settings.dataFolder, "run");
  const lock = takeLock(join(runFolder, "lock.json"));
  if (!lock.ok) return failed(lock.detail, 1);
  process.once("exit", () => lock.value.release());
  const ports = await checkPorts(settings);
  if (!ports.ok) return failed(ports.detail, 1);
  const warning = exposureWarning(settings);
  if (warning !== null) complain(warning);
  if (parent === null) say(`dalaba ${VERSION}: starting air and controller (data in ${settings.dataFolder})`);

  let ending = false;
  const end = (code: number): void => {
    if (ending) {
      // Asked a second time: at once.
      town.kill();
      process.exit(code);
    }
    ending = true;
    void town.stop().then(() => process.exit(code));
  };
  const town = new TownProcesses({
    settings,
    log: createLog("supervisor", settings.logLevel),
    programs: dirname(fileURLToPath(import.meta.url)),
    onReady: ({ url, authority }, link) => {
      if (parent !== null) return;
      say(`dalaba: ready at ${url}`);
      if (authority !== null) {
        say(`dalaba: each device must trust this town's authority once: open ${trustUrl(url)} on it`);
        say(`dalaba: its SHA-256 is ${authority.fingerprint}`);
      }
      if (link !== null) say(`dalaba: first start: sign in once within an hour at ${link}`);
      say("dalaba: Ctrl-C stops; the data stay");
    },
    onFatal: (line) => {
      complain(line);
      end(1);
    },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0));
  return null;
}

/** Over plain HTTP, which a device that does not trust us yet can open without a warning. */
function trustUrl(url: string): string {
  return `${url.replace(/^https:/, "http:")}/trust`;
}

const code = await main();
if (code !== null) process.exitCode = code;
