// The two native add-ons: preferred, never required. What does not load has a substitute that needs neither
// a compiler nor a download; packages/store and packages/codec choose it by themselves at run time.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { natives } from "../entries.mjs";
import { BUILD_LIMIT_MS, nativeWish, pnpm, pnpmEnvironment } from "./packages.mjs";
import { root, stamps } from "./paths.mjs";
import { progress, say } from "./progress.mjs";
import { quietChild, textOf } from "./quiet-child.mjs";

const stampPath = join(stamps, "natives");

/** @typedef {{ key: string, missing: string[] }} NativesStamp */

const abiKey = (/** @type {string} */ packagesKey) =>
  `${packagesKey} ${process.platform} ${process.arch} ${process.versions.modules} ${nativeWish === "1" ? "patient" : ""}`;

/** @returns {NativesStamp | undefined} */
function readStamp() {
  const text = textOf(stampPath);
  return text ? JSON.parse(text) : undefined;
}

/** @returns {string[]} the names of those that do not load in this Node; each is tried in a process of its own */
function unloadable() {
  const script = `
    const { createRequire } = require("node:module");
    const [name, from] = process.argv.slice(1);
    const loaded = createRequire(from)(name);
    if (name === "better-sqlite3") new loaded(":memory:").close();
    else new loaded.OpusEncoder(16000, 1).encode(Buffer.alloc(640));`;
  return natives
    .filter(({ name, from }) => {
      const args = ["-e", script, name, join(root, from, "package.json")];
      return spawnSync(process.execPath, args, { stdio: "ignore", timeout: 20_000 }).status !== 0;
    })
    .map(({ name }) => name);
}

/**
 * @param {string} packagesKey
 * @returns {boolean} whether what can load was already found out for these packages and this Node
 */
export function nativesSettled(packagesKey) {
  return nativeWish === "0" || readStamp()?.key === abiKey(packagesKey);
}

/** @param {string[]} names @returns {Promise<string>} in words, how it ended */
async function compile(names) {
  const shown = progress(`compiling ${names.join(" and ")}, once`);
  const { command, args } = pnpm();
  const result = await quietChild(command, [...args, "-r", "rebuild", ...names], {
    log: "natives.log",
    env: pnpmEnvironment(),
    ...(nativeWish === "1" ? {} : { limit: { ms: BUILD_LIMIT_MS } }),
  });
  shown.done();
  return `${result.timedOut ? `not compiled within ${BUILD_LIMIT_MS / 1000} s` : "could not be compiled"}; log: ${result.log}`;
}

/**
 * Loads the natives, compiles those that do not load, and writes down what came of it. Never fails.
 * @param {string} packagesKey
 * @param {string | undefined} tried what the install that has just tried to compile them says of its failure
 */
export async function settleNatives(packagesKey, tried) {
  let missing = unloadable();
  if (missing.length > 0) {
    const why = tried ?? (await compile(missing));
    missing = unloadable();
    if (missing.length > 0) say(`${missing.join(" and ")} ${why}`);
  }
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stampPath, JSON.stringify({ key: abiKey(packagesKey), missing }));
}

/** Says which substitutes serve. */
export function tellSubstitutes() {
  const missing = nativeWish === "0" ? natives.map(({ name }) => name) : (readStamp()?.missing ?? []);
  for (const { name, instead } of natives) {
    if (missing.includes(name)) say(`using ${instead} instead of ${name}`);
  }
}
