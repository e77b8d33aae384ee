// The npm packages: installed exactly as the lockfile says, and only when it or a manifest changed.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cureFor, Failure } from "./failure.mjs";
import { root, stamps, workspaces } from "./paths.mjs";
import { progress } from "./progress.mjs";
import { quietChild, textOf } from "./quiet-child.mjs";

const stampPath = join(stamps, "packages");

/** What the installed packages depend on; the Node ABI matters only to the natives. */
export function packagesKey() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"];
  for (const folder of workspaces()) files.push(`${folder}/package.json`);
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function everyFolderLinked() {
  return ["", ...workspaces()].every((folder) => {
    if (existsSync(join(root, folder, "node_modules"))) return true;
    const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    return !manifest.dependencies && !manifest.devDependencies && !manifest.optionalDependencies;
  });
}

/** @returns {string | undefined} a key that changes with the packages; nothing when they must be installed */
export function installedKey() {
  const key = packagesKey();
  return textOf(stampPath) === key && everyFolderLinked() ? key : undefined;
}

/**
 * How to call pnpm: the clone's own copy when it has the right version, otherwise npx, which fetches it.
 * @returns {{ command: string, args: string[] }}
 */
export function pnpm() {
  const wanted = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager;
  const own = textOf(join(root, "node_modules/pnpm/package.json"));
  if (own && `pnpm@${JSON.parse(own).version}` === wanted) {
    return { command: process.execPath, args: [join(root, "node_modules/pnpm/bin/pnpm.cjs")] };
  }
  return { command: "npx", args: ["--yes", `--package=${wanted}`, "--", "pnpm"] };
}

/**
 * The environment for pnpm: Node's own headers where Node ships them (then nothing is downloaded to compile
 * against), every core, no questions, and retries short enough that a missing network is told in seconds.
 * @returns {NodeJS.ProcessEnv}
 */
export function pnpmEnvironment() {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, CI: "true", JOBS: "max" };
  // Started through npx, npm hands the outer command's words down as settings of the inner one.
  delete env.npm_config_package;
  delete env.npm_config_call;
  env.npm_config_fetch_retries ??= "3";
  env.npm_config_fetch_retry_mintimeout ??= "1000";
  env.npm_config_fetch_retry_maxtimeout ??= "8000";
  const prefix = dirname(dirname(process.execPath));
  const header = textOf(join(prefix, "include/node/node_version.h"));
  const part = (/** @type {string} */ name) =>
    header?.match(new RegExp(`#define NODE_${name}_VERSION (\\d+)`))?.[1];
  if (`${part("MAJOR")}.${part("MINOR")}.${part("PATCH")}` === process.versions.node) {
    env.npm_config_nodedir = prefix;
  }
  return env;
}

/**
 * Building the native add-ons takes about 75 s on two cores when nothing else runs. Past this the first
 * start would break its promise of 180 s, so their substitutes serve.
 */
export const BUILD_LIMIT_MS = 145_000;

/** A line by which pnpm passes on what a native add-on's install script prints; `$1` is the package. */
const BUILD_LINE = /node_modules\/(better-sqlite3|@discordjs\/opus) install/;

/** `DALABA_NATIVE=0` never builds or loads the native add-ons, `1` builds them however long it takes. */
export const nativeWish = process.env.DALABA_NATIVE;

/**
 * @param {string[]} flags
 * @param {{ now: (detail: string) => void }} shown
 * @param {string} [log] its file name
 */
async function runInstall(flags, shown, log = "install.log") {
  const { command, args } = pnpm();
  /** @type {Set<string>} */
  const built = new Set();
  const result = await quietChild(
    command,
    [...args, "install", "--frozen-lockfile", "--reporter=append-only", ...flags],
    {
      log,
      env: pnpmEnvironment(),
      ...(nativeWish === "1" ? {} : { limit: { ms: BUILD_LIMIT_MS, from: BUILD_LINE } }),
      onLine: (line) => {
        const counts = line.match(/^Progress: (.*?)(, done)?$/)?.[1];
        const building = line.match(BUILD_LINE)?.[1];
        if (building) built.add(building);
        if (built.size > 0) shown.now(`compiling ${[...built].join(" and ")}, once`);
        else if (counts) shown.now(counts);
      },
    },
  ).catch((error) => {
    if (error.code === "ENOENT")
      throw new Failure("npx is not on PATH. It comes with Node: install npm too.");
    throw error;
  });
  return { result, buildsTried: built.size > 0 };
}

/**
 * Installs the packages. An add-on that cannot be compiled, or not in time, does not fail it.
 * @returns {Promise<string | undefined>} when the add-ons' install scripts ran: why one may not load now
 * @throws {Failure} with the way out
 */
export async function installPackages() {
  const shown = progress("installing packages");
  try {
    let { result, buildsTried } = await runInstall(nativeWish === "0" ? ["--ignore-scripts"] : [], shown);
    const firstLog = result.log;
    const why = result.timedOut ? `not compiled within ${BUILD_LIMIT_MS / 1000} s` : "could not be compiled";
    if (result.timedOut) {
      shown.now("without compiling");
      ({ result } = await runInstall(["--ignore-scripts"], shown, "install-without-scripts.log"));
    }
    if (result.code !== 0) {
      const cure = cureFor(result.output);
      if (cure) throw new Failure(`${cure} Log: ${result.log}`);
      const last = result.output.trimEnd().split("\n").slice(-5).join("\n  ");
      throw new Failure(`the packages could not be installed. Log: ${result.log}. It ends:\n  ${last}`);
    }
    mkdirSync(stamps, { recursive: true });
    writeFileSync(stampPath, packagesKey());
    shown.done("packages installed");
    return buildsTried ? `${why}; log: ${firstLog}` : undefined;
  } finally {
    shown.done();
  }
}
