// The console: what a browser loads. One entry, lazily loaded routes, worklets as files of their own, every name
// hashed by its content so that a browser may keep it for ever; index.html names the newest.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { routeTable, routeTablePlugin } from "./route-table.mjs";

export const consoleSource = "apps/console/src/main.tsx";
export const consoleOut = "apps/console/dist";
const page = "apps/console/src/index.html";

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "browser",
  // Chrome and Edge 111, Firefox 128, Safari 16.4: AudioWorklet, WebCodecs or WebAssembly, cascade layers.
  target: ["chrome111", "firefox128", "safari16.4"],
  jsx: "automatic",
  minify: true,
  sourcemap: "linked",
  sourcesContent: true,
  legalComments: "none",
  charset: "utf8",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".svg": "file", ".png": "file", ".woff2": "file", ".wasm": "file" },
  assetNames: "[name]-[hash]",
  metafile: true,
  write: false,
  logLevel: "silent",
};

/**
 * `import url from "./x.ts?worklet"`: x.ts is bundled by itself and the import is its address, since a worklet and a
 * worker load a module by address and share nothing with the page.
 * @param {typeof import("esbuild")} esbuild @param {Set<string>} inputs
 * @returns {import("esbuild").Plugin}
 */
function workletPlugin(esbuild, inputs) {
  return {
    name: "worklet",
    setup(build) {
      build.onResolve({ filter: /\?worklet$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.replace(/\?worklet$/, "")).replace(/\.ts$/, ".js"),
        namespace: "worklet",
      }));
      build.onLoad({ filter: /.*/, namespace: "worklet" }, async ({ path }) => {
        const source = path.replace(/\.js$/, ".ts");
        const options = { ...common, sourcemap: /** @type {const} */ (false) };
        const built = await esbuild.build({ ...options, entryPoints: [source], outdir: consoleOut });
        for (const input of Object.keys(built.metafile?.inputs ?? {})) inputs.add(input);
        return { contents: built.outputFiles?.[0]?.contents ?? "", loader: "file" };
      });
    },
  };
}

/**
 * A package that also runs in Node asks for Node's modules behind a question that a browser answers with no.
 * @type {import("esbuild").Plugin}
 */
const withoutNode = {
  name: "without-node",
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "node" }));
    build.onLoad({ filter: /.*/, namespace: "node" }, () => ({ contents: "module.exports = {};" }));
  },
};

/**
 * Bundles the console into apps/console/dist.
 * @param {typeof import("esbuild")} esbuild
 * @returns {Promise<string[]>} the sources it was made of, from the root
 * @throws {Failure} naming the source and line, when it cannot be bundled; then no page is left
 */
export async function buildConsole(esbuild) {
  if (!existsSync(join(root, consoleSource))) return [];
  try {
    const { table, inputs: contract } = await routeTable(esbuild);
    /** @type {Set<string>} */
    const inputs = new Set([...contract, page]);
    const result = await esbuild.build({
      ...common,
      entryPoints: [consoleSource],
      outdir: consoleOut,
      splitting: true,
      entryNames: "[name]-[hash]",
      chunkNames: "[name]-[hash]",
      publicPath: "/assets",
      plugins: [routeTablePlugin(table), workletPlugin(esbuild, inputs), withoutNode],
    });
    for (const path of Object.keys(result.metafile?.inputs ?? {})) inputs.add(path);
    writeOut(result);
    return [...inputs].filter((path) => !path.includes("node_modules/") && !path.includes(":"));
  } catch (error) {
    rmSync(join(root, consoleOut, "index.html"), { force: true });
    const [first] = /** @type {Partial<import("esbuild").BuildFailure>} */ (error).errors ?? [];
    if (!first) throw error;
    const at = first.location ? `${first.location.file}:${first.location.line}: ` : "";
    throw new Failure(`${consoleSource} cannot be built: ${at}${first.text}`);
  }
}

/** @param {import("esbuild").BuildResult} result */
function writeOut(result) {
  const folder = join(root, consoleOut);
  const assets = join(folder, "assets");
  mkdirSync(assets, { recursive: true });
  const files = result.outputFiles ?? [];
  for (const file of files) writeFileSync(join(assets, basename(file.path)), file.contents);
  const outputs = Object.entries(result.metafile?.outputs ?? {});
  const entry = outputs.find(([, { entryPoint }]) => entryPoint === consoleSource);
  if (!entry) throw new Failure(`${consoleSource} made no bundle`);
  const address = (/** @type {string} */ path) => `/assets/${basename(path)}`;
  // What the entry imports at once is fetched at once, not after the entry has been read.
  const preloads = entry[1].imports
    .filter(({ kind }) => kind === "import-statement")
    .map(({ path }) => `<link rel="modulepreload" href="${address(path)}">`);
  const html = readFileSync(join(root, page), "utf8")
    .replace("<!-- preloads -->", preloads.join(""))
    .replace("/main.js", address(entry[0]))
    .replace("/main.css", entry[1].cssBundle ? address(entry[1].cssBundle) : "");
  writeFileSync(join(folder, "index.html"), html);
  // Kept: whoever has yesterday's page open may still load its chunks until the next but one build.
  const kept = new Set(files.map((file) => basename(file.path)));
  const stale = readdirSync(assets).filter((name) => !kept.has(name));
  if (stale.length > 400) for (const name of stale) rmSync(join(assets, name), { force: true });
  writeFileSync(join(folder, "sizes.json"), JSON.stringify(sizesOf(outputs, entry[0]), null, 1));
}

/**
 * Which files are loaded at once, and which more when a lazy screen is first opened: a test holds their sum to the budget.
 * @param {[string, import("esbuild").Metafile["outputs"][string]][]} outputs @param {string} entry
 */
function sizesOf(outputs, entry) {
  const byPath = new Map(outputs);
  /** @param {string} start @returns {Set<string>} it and all that it imports at once */
  const closure = (start) => {
    /** @type {Set<string>} */
    const found = new Set();
    /** @param {string} path */
    const walk = (path) => {
      if (found.has(path)) return;
      found.add(path);
      for (const { path: next, kind } of byPath.get(path)?.imports ?? [])
        if (kind === "import-statement") walk(next);
    };
    walk(start);
    return found;
  };
  const initial = closure(entry);
  /** @param {Iterable<string>} paths */
  const files = (paths) => [...paths].map((path) => `assets/${basename(path)}`);
  /** @type {Record<string, string[]>} */
  const screens = {};
  for (const [path, { entryPoint }] of outputs)
    if (entryPoint && path !== entry && path.endsWith(".js"))
      screens[entryPoint] = files([...closure(path)].filter((each) => !initial.has(each)));
  return { initial: files(initial), screens };
}
