import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root, without a trailing slash. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Stamps that die with what they describe. */
export const stamps = join(root, "node_modules/.stamp");

/** Lock and logs, which must exist before node_modules does. */
export const scratch = join(root, ".stamp");

/** The folder of every workspace package, relative to the root (pnpm-workspace.yaml says the same). */
export function workspaces() {
  const found = ["protocol", "firmware-sim"];
  for (const group of ["packages", "apps"]) {
    for (const name of readdirSync(join(root, group)).sort()) found.push(`${group}/${name}`);
  }
  return found.filter((folder) => existsSync(join(root, folder, "package.json")));
}
