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
function packagesKey() {
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
  return { command: "npx", args: ["--yes", wanted] };
}

/**
 * The environment for pnpm: Node's own headers where Node ships them (then nothing is downloaded to compile
 * against), every core, no questions, and retries short enough that a missing network is told in seconds.
 * @returns {NodeJS.ProcessEnv}
 */
export function pnpmEnvironment() {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, CI: "true", JOBS: "max" };
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
 * Installs the packages. Nothing is compiled here (see natives.mjs), so a missing compiler cannot fail it.
 * @throws {Failure} with the way out
 */
export async function installPackages() {
  const shown = progress("installing packages");
  const { command, args } = pnpm();
  const result = await quietChild(
    command,
    [...args, "install", "--frozen-lockfile", "--ignore-scripts", "--reporter=append-only"],
    {
      log: "install.log",
      env: pnpmEnvironment(),
      onLine: (line) => {
        const counts = line.match(/^Progress: (.*?)(, done)?$/)?.[1];
        if (counts) shown.now(counts);
      },
    },
  ).catch((error) => {
    shown.done();
    if (error.code === "ENOENT")
      throw new Failure("npx is not on PATH. It comes with Node: install npm too.");
    throw error;
  });
  if (result.code !== 0) {
    shown.done();
    const cure = cureFor(result.output) ?? "the packages could not be installed.";
    throw new Failure(`${cure} Log: ${result.log}`);
  }
  result.forget();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stampPath, packagesKey());
  shown.done("packages installed");
}
