import { resolve } from "node:path";
import { SimCameras } from "./cameras/sim-cameras";
import { HELP, readArguments, type SimArguments } from "./cli/arguments";
import { Progress } from "./cli/progress";
import { startControl } from "./control/control-server";
import { readCredentialsFile } from "./credentials-file";
import { type Fleet, startFleet } from "./fleet/fleet";
import { AplaySink } from "./sink/aplay-sink";

/** `pnpm sim`: reads what is asked for, starts the fleet, and ends it when told to. Exit 0, 1 ours, 2 usage. */

/** Relative paths count from where the command was typed: npm and pnpm run scripts in the package's own folder. */
const from = process.env.INIT_CWD ?? process.cwd();

async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2));
  if (!read.ok) return fail(2, read.code, `${read.detail} (pnpm sim --help)`);
  if (read.value.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const file = readCredentialsFile(resolve(from, read.value.credentials));
  if (!file.ok) return fail(2, file.code, file.detail);
  const { credentials } = file;
  const asked = read.value;
  if (asked.sink === "alsa" && credentials.length > 1)
    return fail(2, "usage", `--sink alsa plays one speaker; ${asked.credentials} has ${credentials.length}`);
  const progress = new Progress(credentials.length);
  let ended: (code: number) => void = () => {};
  const over = new Promise<number>((settle) => {
    ended = settle;
  });
  const fleet = await startFleet({
    credentials,
    ...settingsOf(asked),
    trouble: (speaker, code, detail) => progress.trouble(speaker, code, detail),
    ...(asked.sink === undefined
      ? {}
      : {
          sink: () => new AplaySink(asked.sampleRate, (code, detail) => ended(fail(1, code, detail))),
        }),
  });
  const watch = setInterval(() => progress.online(fleet.online), 250);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => ended(0));
  const control = await openControl(fleet, asked, progress);
  const code = control === false ? 1 : await over;
  clearInterval(watch);
  if (control) await control.close();
  await fleet.close();
  return code;
}

function settingsOf(asked: SimArguments): Partial<Parameters<typeof startFleet>[0]> {
  const {
    seed,
    full,
    decode,
    driftPpm,
    sampleRate,
    recordFolder,
    stateFolder,
    outputDelayMs,
    wakeMs,
    mixed,
  } = asked;
  return {
    seed,
    full,
    decode,
    driftPpm,
    sampleRate,
    ...(recordFolder === undefined ? {} : { recordFolder: resolve(from, recordFolder) }),
    ...(stateFolder === undefined ? {} : { stateFolder: resolve(from, stateFolder) }),
    wakeMs,
    mixed,
    ...(outputDelayMs === undefined ? {} : { outputDelayMs }),
  };
}

async function openControl(
  fleet: Fleet,
  { controlPort }: SimArguments,
  progress: Progress,
): Promise<Awaited<ReturnType<typeof startControl>> | undefined | false> {
  if (controlPort === undefined) return undefined;
  try {
    const cameras = new SimCameras({
      sounding: (speaker) => fleet.state(speaker)?.sounding ?? [],
      nowMs: () => performance.now(),
      trouble: (detail) => progress.say(detail),
    });
    const control = await startControl(fleet, controlPort, cameras);
    progress.say(`control: http://127.0.0.1:${control.port}`);
    return control;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    fail(1, code === "EADDRINUSE" ? "port-taken" : "control-failed", `--control ${controlPort}: ${code}`);
    return false;
  }
}

function fail(status: number, code: string, detail: string): number {
  process.stderr.write(`dalaba sim: ${code}: ${detail}\n`);
  return status;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    process.exit(fail(1, code === "EACCES" || code === "ENOSPC" ? "unwritable" : "sim-failed", message));
  },
);
