// What Biome cannot see: names that say nothing, and relative imports that leave their package.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { root, workspaces } from "../steps/paths.mjs";

const EMPTY_NAMES = /(^|[-.])(utils?|helpers?|managers?|services?|misc|common)([-.]|$)/;
const SPECIFIER = /\b(?:from|import)\s*\(?\s*["'](\.[^"']*)["']/g;
/** Every test may use these. */
const TEST_SUPPORT = ".ci/test/";

/**
 * @param {string} file a path from the root @param {string} text its contents
 * @param {string[]} packages folders of the workspace
 * @returns {string[]} what is wrong, one line each
 */
export function faultsOf(file, text, packages) {
  /** @type {string[]} */
  const faults = [];
  for (const name of file.split("/")) {
    if (EMPTY_NAMES.test(name)) faults.push(`${file}: "${name}" does not say what it holds (house: words)`);
  }
  const home = packages.find((folder) => file.startsWith(`${folder}/`));
  if (!home) return faults;
  const isTest = /\.test(-support)?\.ts$/.test(file);
  for (const [, specifier] of text.matchAll(SPECIFIER)) {
    const target = normalize(join(dirname(file), specifier ?? ""));
    const inside = target === home || target.startsWith(`${home}/`);
    if (inside || (isTest && target.startsWith(TEST_SUPPORT))) continue;
    faults.push(`${file}: ${specifier} leaves ${home}; import the package by its name (house: arrows)`);
  }
  return faults;
}

/** @returns {string[]} the faults of every file git knows or would take */
export function houseFaults() {
  const listed = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"], { cwd: root });
  const packages = workspaces();
  return listed
    .toString("utf8")
    .split("\0")
    .filter((file) => /\.(ts|tsx|mts|mjs|js)$/.test(basename(file)))
    .flatMap((file) => {
      try {
        return faultsOf(file, readFileSync(join(root, file), "utf8"), packages);
      } catch {
        return []; // Listed by git, removed from the disk.
      }
    });
}
