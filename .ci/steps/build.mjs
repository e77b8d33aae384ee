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

const presentEntries = () => entries.filter(({ source }) => existsSync(join(root, source)));

/**
 * One thing that is built: a program, or the console.
 * @typedef {{ name: string, out: string, build: (esbuild: typeof import("esbuild")) => Promise<string[]> }} Product
 */

/** @returns {Product[]} those whose sources are there */
function products() {
  /** @type {Product[]} */
  const all = presentEntries().map((entry) => ({
    name: entry.source,
    out: entry.out,
    build: (esbuild) => buildEntry(esbuild, entry),
  }));
  if (existsSync(join(root, consoleSource)))
    all.push({ name: consoleSource, out: join(consoleOut, "index.html"), build: buildConsole });
  return all;
}

/**
 * What each product was made of, as it was then.
 * @param {string} packagesKey @returns {Record<string, Record<string, string>>} by product; empty for other packages
 */
function builtMarks(packagesKey) {
  const text = textOf(stampPath);
  if (!text) return {};
  const stamp = JSON.parse(text);
  return stamp.packagesKey === packagesKey && stamp.products ? stamp.products : {};
}

/** @param {Product} product @param {Record<string, Record<string, string>>} built @returns {boolean} */
function fresh({ name, out }, built) {
  const marks = built[name];
  return (
    marks !== undefined &&
    existsSync(join(root, out)) &&
    Object.keys(marks).every((path) => mark(path) === marks[path])
  );
}

/** @param {string} packagesKey @returns {boolean} whether every bundle stands and none of its sources changed */
export function bundlesFresh(packagesKey) {
  const built = builtMarks(packagesKey);
  return products().every((product) => fresh(product, built));
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
 * Bundles what is not fresh.
 * @param {string} packagesKey
 * @throws {Failure} the first one that could not be bundled; the others stand
 */
export async function buildBundles(packagesKey) {
  const all = products();
  const built = builtMarks(packagesKey);
  const stale = all.filter((product) => !fresh(product, built));
  const shown = progress("building");
  const startedAt = Date.now();
  const esbuild = await import("esbuild");
  const results = await Promise.allSettled(stale.map((product) => product.build(esbuild)));
  await esbuild.stop();
  const failed = results.find((result) => result.status === "rejected");
  shown.done(failed ? undefined : `built ${stale.map(({ name }) => nameOf(name)).join(", ")}`);

  /** @type {Record<string, Record<string, string>>} */
  const kept = Object.fromEntries(
    all.flatMap(({ name }) =>
      built[name] && !stale.some((each) => each.name === name) ? [[name, built[name]]] : [],
    ),
  );
  results.forEach((result, index) => {
    const product = stale[index];
    if (product && "value" in result) kept[product.name] = marksOf(result.value, startedAt);
  });
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stampPath, JSON.stringify({ packagesKey, products: kept }));
  if (failed) throw failed.reason;
}

/** @param {string} source @returns {string} how a person calls it: `controller`, `controller/air`, `console` */
function nameOf(source) {
  const [, program, file] = /^(?:apps\/)?([^/]+)\/src\/(.+)\.tsx?$/.exec(source) ?? [];
  return file === "main" || file === undefined ? (program ?? source) : `${program}/${file}`;
}

/** @param {string[]} sources @param {number} startedAt @returns {Record<string, string>} */
function marksOf(sources, startedAt) {
  /** @type {Record<string, string>} */
  const marks = {};
  for (const path of [...recipe, ...sources]) {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    // Changed while it was being read: whichever state the bundle has, the next start looks again.
    marks[path] = stat && stat.mtimeMs < startedAt ? mark(path) : "changed while building";
  }
  return marks;
}
