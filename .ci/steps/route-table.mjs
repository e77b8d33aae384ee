// What a page needs of a route is its method and address. Evaluates the contract once and hands the console's build a
// table in the place of it: with the schemas left out the page loads a third faster.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, stamps } from "./paths.mjs";

const SOURCE = "packages/api/src/routes.ts";

/**
 * @param {typeof import("esbuild")} esbuild
 * @returns {Promise<{ table: Record<string, Record<string, { method: string, path: string, name: string }>>, inputs: string[] }>}
 *   the table by group and route, and the sources it came from, from the root
 */
export async function routeTable(esbuild) {
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [SOURCE],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  mkdirSync(stamps, { recursive: true });
  // A name of its own each time: a module is evaluated once per address.
  const file = join(stamps, `routes.${process.pid}.${Date.now()}.mjs`);
  writeFileSync(file, built.outputFiles[0]?.contents ?? "");
  try {
    const { routes } = await import(pathToFileURL(file).href);
    /** @type {Record<string, Record<string, { method: string, path: string, name: string }>>} */
    const table = {};
    for (const [group, members] of Object.entries(routes)) {
      table[group] = {};
      for (const [key, { method, path, name }] of Object.entries(members))
        table[group][key] = { method, path, name };
    }
    return {
      table,
      inputs: Object.keys(built.metafile.inputs).filter((path) => !path.includes("node_modules/")),
    };
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {unknown} table @returns {import("esbuild").Plugin} `routes` of `@dalaba/api/browser` becomes that table */
export function routeTablePlugin(table) {
  return {
    name: "route-table",
    setup(build) {
      build.onLoad({ filter: /packages\/api\/src\/routes\.ts$/ }, () => ({
        contents: `export const routes = ${JSON.stringify(table)};`,
        loader: "js",
      }));
    },
  };
}
