// The verbs of the bootstrap, each a list of steps.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { programs } from "../entries.mjs";
import { explain, Failure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { prepare } from "./prepare.mjs";
import { say } from "./progress.mjs";

/**
 * Becomes the program: same process, so stdin, stdout, signals and the exit code are its own.
 * @param {string} path its bundle, from the root @param {string[]} args
 */
async function become(path, args) {
  const file = join(root, path);
  // npm and pnpm say where the user stood; called directly, that is here.
  process.env.INIT_CWD ??= process.cwd();
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

/**
 * Each verb to its exit code, or to the program that takes over.
 * @type {Record<string, (args: string[]) => Promise<number | (() => Promise<void>)>>}
 */
const verbs = {
  bootstrap: async () => {
    await prepare({ bundles: false });
    say("ready. Next: npm start");
    return 0;
  },
  build: async () => {
    await prepare({ bundles: true });
    return 0;
  },
  lint: async (args) => {
    await prepare({ bundles: false });
    return (await import("./checks.mjs")).lint(args);
  },
  types: async (args) => {
    await prepare({ bundles: false });
    return (await import("./checks.mjs")).types(args);
  },
  test: async (args) => {
    await prepare({ bundles: true });
    return (await import("./test.mjs")).test(args);
  },
  check: async (args) => {
    await prepare({ bundles: true });
    const checks = await import("./checks.mjs");
    const { test } = await import("./test.mjs");
    return (await checks.lint([])) || (await checks.types([])) || (await test(args));
  },
};

for (const [verb, path] of Object.entries(programs)) {
  verbs[verb] = async (args) => {
    // Whoever listens to the command's answer has no use for a remark about add-ons.
    await prepare({ bundles: true, tellSubstitutes: verb !== "cli" });
    if (!existsSync(join(root, path))) throw new Failure(`${path} was not built: its source is missing.`);
    return () => become(path, args);
  };
}

/**
 * @param {string[]} argv the verb (bootstrap when there is none) and its arguments
 */
export async function main([verb = "bootstrap", ...args]) {
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) {
    say(`no such command: ${verb}. One of: ${Object.keys(verbs).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  /** @type {number | (() => Promise<void>)} */
  let outcome;
  try {
    outcome = await run(args);
  } catch (error) {
    const { line, exitCode } = explain(error);
    say(line);
    process.exit(exitCode);
  }
  // What a program throws is its own, and shown as Node shows it.
  if (typeof outcome === "function") await outcome();
  else process.exitCode = outcome;
}
