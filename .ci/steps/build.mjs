// The programs: one bundle each, made again only when one of its sources changed.

import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { entries, external, optionalExternal } from "../entries.mjs";
import { Failure } from "./failure.mjs";
import { root, stamps } from "./paths.mjs";
import { progress } from "./progress.mjs";
import { textOf } from "./quiet-child.mjs";

const stampPath = join(stamps, "build.json");

/** Besides the sources, what decides how a bundle comes out. */
const recipe = [".ci/entries.mjs", ".ci/steps/build.mjs", "tsconfig.base.json", "tsconfig.pure.json"];

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
 * Bundles every program.
 * @param {string} packagesKey
 * @throws {Failure} naming the source and line, when one cannot be bundled
 */
export async function buildBundles(packagesKey) {
  const present = presentEntries();
  const shown = progress("building");
  const startedAt = Date.now();
  const markRead = (/** @type {string} */ path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    // Changed while it was being read: whichever state the bundle has, the next start looks again.
    return stat && stat.mtimeMs < startedAt ? mark(path) : "changed while building";
  };
  /** @type {Record<string, string>} */
  const marks = {};
  for (const path of recipe) marks[path] = markRead(path);
  try {
    const esbuild = await import("esbuild");
    for (const entry of present) {
      const result = await esbuild
        .build({
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
        })
        .catch((failure) => {
          const [first] = failure.errors ?? [];
          if (!first) throw failure;
          const at = first.location ? `${first.location.file}:${first.location.line}: ` : "";
          throw new Failure(`${entry.source} cannot be built: ${at}${first.text}`);
        });
      checkDeclared(entry, result.metafile);
      for (const path of Object.keys(result.metafile.inputs)) {
        // Packages change with the lockfile alone, which packagesKey covers.
        if (!path.includes("node_modules/")) marks[path] = markRead(path);
      }
      for (const file of result.outputFiles) replaceFile(file.path, file.contents);
    }
    await esbuild.stop();
  } catch (error) {
    shown.done();
    throw error;
  }
  mkdirSync(stamps, { recursive: true });
  const sources = present.map(({ source }) => source).join();
  writeFileSync(stampPath, JSON.stringify({ packagesKey, sources, marks }));
  shown.done(`built ${present.length} programs`);
}
