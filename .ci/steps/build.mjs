// The programs: one bundle each, made again only when one of its sources changed.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { entries, external, optionalExternal } from "../entries.mjs";
import { buildConsole, consoleOut, consoleSource } from "./console.mjs";
import { Failure } from "./failure.mjs";
import { root, stamps } from "./paths.mjs";
import { progress } from "./progress.mjs";
import { textOf } from "./quiet-child.mjs";

const stampPath = join(stamps, "build.json");

/** Besides the sources, what decides how a bundle comes out. */
const recipe = [
  ".ci/entries.mjs",
  ".ci/steps/build.mjs",
  ".ci/steps/console.mjs",
  ".ci/steps/route-table.mjs",
  "tsconfig.base.json",
  "tsconfig.pure.json",
];

/**
 * Bundled CommonJS asks for `require` and `__dirname`, which ES modules do not have.
 */
const banner = [
  'import { createRequire as dalabaCreateRequire } from "node:module";',
  'import { dirname as dalabaDirname } from "node:path";',
  'import { fileURLToPath as dalabaFileURLToPath } from "node:url";',
  "var require = dalabaCreateRequire(import.meta.url);",
  "var __filename = dalabaFileURLToPath(import.meta.url);",
  "var __dirname = dalabaDirname(__filename);",
].join("\n");

/** @param {string} path @returns {string} changes when the file does; empty when it is gone */
function mark(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : "";
}

const consolePresent = () => existsSync(join(root, consoleSource));
const presentEntries = () => entries.filter(({ source }) => existsSync(join(root, source)));

/** @param {string} packagesKey @returns {boolean} whether every bundle stands and none of its sources changed */
export function bundlesFresh(packagesKey) {
  const text = textOf(stampPath);
  if (!text) return false;
  const stamp = JSON.parse(text);
  const present = presentEntries();
  return (
    stamp.packagesKey === packagesKey &&
    stamp.sources === present.map(({ source }) => source).join() &&
    present.every(({ out }) => existsSync(join(root, out))) &&
    (!consolePresent() || existsSync(join(root, consoleOut, "index.html"))) &&
    Object.keys(stamp.marks).every((path) => mark(path) === stamp.marks[path])
  );
}

/** @param {string} specifier @returns {string} the package a specifier is in */
const packageOf = (specifier) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/**
 * Fails when a bundle imports a package that the folder it runs in does not declare: it would be found in
 * this clone by luck, or not at all.
 * @param {import("../entries.mjs").Entry} entry @param {import("esbuild").Metafile} metafile
 */
function checkDeclared(entry, metafile) {
  const folder = dirname(dirname(entry.out));
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const declared = { ...manifest.dependencies, ...manifest.optionalDependencies };
  for (const output of Object.values(metafile.outputs)) {
    for (const found of output.imports) {
      const name = packageOf(found.path);
      const known = found.path.startsWith("node:") || builtinModules.includes(name);
      if (!found.external || known || optionalExternal.includes(name) || name in declared) continue;
      throw new Failure(
        `${entry.source} bundles an import of ${name}: declare it in ${folder}/package.json.`,
      );
    }
  }
}

/** @param {string} path @param {Uint8Array} contents */
function replaceFile(path, contents) {
  if (existsSync(path) && Buffer.compare(readFileSync(path), contents) === 0) return;
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.${process.pid}.next`;
  writeFileSync(next, contents);
  // A running town may be reading the old bundle: it keeps it whole.
  renameSync(next, path);
}

/**
 * @param {typeof import("esbuild")} esbuild @param {import("../entries.mjs").Entry} entry
 * @returns {Promise<string[]>} the sources it was made of, from the root
 * @throws {Failure} naming the source and line, when it cannot be bundled; then no bundle is left
 */
async function buildEntry(esbuild, entry) {
  try {
    const result = await esbuild.build({
      absWorkingDir: root,
      entryPoints: [entry.source],
      outfile: entry.out,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: "linked",
      sourcesContent: false,
      legalComments: "none",
      banner: { js: banner },
      external: [...external, ...optionalExternal],
      metafile: true,
      write: false,
      logLevel: "silent",
    });
    checkDeclared(entry, result.metafile);
    for (const file of result.outputFiles) replaceFile(file.path, file.contents);
    // Packages change with the lockfile alone, which packagesKey covers.
    return Object.keys(result.metafile.inputs).filter((path) => !path.includes("node_modules/"));
  } catch (error) {
    // Yesterday's program must not answer for today's source.
    rmSync(join(root, entry.out), { force: true });
    const [first] = /** @type {Partial<import("esbuild").BuildFailure>} */ (error).errors ?? [];
    if (!first) throw error;
    const at = first.location ? `${first.location.file}:${first.location.line}: ` : "";
    throw new Failure(`${entry.source} cannot be built: ${at}${first.text}`);
  }
}

/**
 * Bundles every program.
 * @param {string} packagesKey
 * @throws {Failure} the first one that could not be bundled; the others stand
 */
export async function buildBundles(packagesKey) {
  const present = presentEntries();
  const shown = progress("building");
  const startedAt = Date.now();
  const esbuild = await import("esbuild");
  const results = await Promise.allSettled([
    ...present.map((entry) => buildEntry(esbuild, entry)),
    buildConsole(esbuild),
  ]);
  await esbuild.stop();
  const failed = results.find((result) => result.status === "rejected");
  shown.done(
    failed ? undefined : `built ${present.length} programs${consolePresent() ? " and the console" : ""}`,
  );
  if (failed) throw failed.reason;

  /** @type {Record<string, string>} */
  const marks = {};
  for (const path of [...recipe, ...results.flatMap((result) => ("value" in result ? result.value : []))]) {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    // Changed while it was being read: whichever state the bundle has, the next start looks again.
    marks[path] = stat && stat.mtimeMs < startedAt ? mark(path) : "changed while building";
  }
  const sources = present.map(({ source }) => source).join();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stampPath, JSON.stringify({ packagesKey, sources, marks }));
}
