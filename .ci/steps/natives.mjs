// The two native add-ons: preferred, never required. What does not load has a substitute that needs neither
// a compiler nor a download; packages/store and packages/codec choose it by themselves at run time.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { natives } from "../entries.mjs";
import { pnpm, pnpmEnvironment } from "./packages.mjs";
import { root, stamps } from "./paths.mjs";
import { progress, say } from "./progress.mjs";
import { quietChild, textOf } from "./quiet-child.mjs";

/**
 * About 105 s are needed on two cores of 2020. Past this the first start would break its promise of 180 s,
 * so the substitutes serve; DALABA_NATIVE=1 waits as long as it takes.
 */
const LIMIT_MS = 145_000;

const stampPath = join(stamps, "natives");

/** `DALABA_NATIVE=0` never builds or loads them, `1` builds them however long it takes. */
const wish = process.env.DALABA_NATIVE;

/** @typedef {{ key: string, missing: string[] }} NativesStamp */

const abiKey = (/** @type {string} */ packagesKey) =>
  `${packagesKey} ${process.platform} ${process.arch} ${process.versions.modules} ${wish === "1" ? "patient" : ""}`;

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
  return wish === "0" || readStamp()?.key === abiKey(packagesKey);
}

/** Loads the natives, compiles those that do not load, and writes down what came of it. Never fails.
 * @param {string} packagesKey */
export async function settleNatives(packagesKey) {
  let missing = unloadable();
  if (missing.length > 0) {
    const shown = progress(`compiling ${missing.join(" and ")} (once)`);
    const { command, args } = pnpm();
    const result = await quietChild(command, [...args, "-r", "rebuild", ...missing], {
      log: "natives.log",
      env: pnpmEnvironment(),
      ...(wish === "1" ? {} : { limitMs: LIMIT_MS }),
    });
    missing = unloadable();
    shown.done(missing.length === 0 ? "native add-ons compiled" : undefined);
    if (missing.length === 0) result.forget();
    else {
      const why = result.timedOut ? `not compiled within ${LIMIT_MS / 1000} s` : "could not be compiled";
      say(`${missing.join(" and ")} ${why}; log: ${result.log}`);
      sayWhatServes(missing);
    }
  }
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stampPath, JSON.stringify({ key: abiKey(packagesKey), missing }));
}

/** @param {string[]} missing */
function sayWhatServes(missing) {
  for (const { name, instead } of natives) {
    if (missing.includes(name)) say(`using ${instead} instead of ${name}: same behaviour, slower`);
  }
}

/** Says once per start which substitutes serve. */
export function tellSubstitutes() {
  sayWhatServes(wish === "0" ? natives.map(({ name }) => name) : (readStamp()?.missing ?? []));
}
