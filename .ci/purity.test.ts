import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { pureFolders } from "./arrows.test-support";
import { root } from "./steps/paths.mjs";

/** Everything of a machine that must not be there; each is one file beside the package's own. */
const violations: Record<string, string> = {
  "node:fs": 'import { readFileSync } from "node:fs"; export const x = readFileSync;',
  fs: 'import { readFileSync } from "fs"; export const x = readFileSync;',
  setTimeout: "export const x = setTimeout(() => {}, 1);",
  queueMicrotask: "export const x = queueMicrotask;",
  process: "export const x = process.pid;",
  Buffer: "export const x = Buffer.alloc(1);",
  fetch: 'export const x = fetch("");',
  console: 'export const x = console.log("");',
  TextEncoder: "export const x = new TextEncoder();",
  URL: 'export const x = new URL("");',
  crypto: "export const x = crypto.randomUUID();",
  performance: "export const x = performance.now();",
  document: "export const x = document.title;",
};
const clean = "export const x = (now: number): Uint8Array => new Uint8Array([now & 255]);";

/** Compiles the package with probes added, as its own tsconfig.json says. */
function compileWith(folder: string, probes: Record<string, string>) {
  const config = join(root, folder, "tsconfig.json");
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(json, ts.sys, join(root, folder), undefined, config);
  const options = { ...parsed.options, composite: false, incremental: false, noEmit: true };
  delete options.tsBuildInfoFile;
  const paths = new Map(
    Object.entries(probes).map(([name, text]) => [join(root, folder, "src", `${name}.probe.ts`), text]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => paths.has(path) || fileExists(path);
  host.readFile = (path) => paths.get(path) ?? readFile(path);
  const program = ts.createProgram([...parsed.fileNames, ...paths.keys()], options, host);
  const errorsOf = (name: string): string[] => {
    const file = program.getSourceFile(join(root, folder, "src", `${name}.probe.ts`));
    if (!file) throw new Error(`${name} was not compiled`);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((found) =>
      ts.flattenDiagnosticMessageText(found.messageText, " "),
    );
  };
  return { errorsOf, fileNames: parsed.fileNames.map((path) => relative(root, path)) };
}

describe.each(pureFolders)("%s sees nothing of any machine", (folder) => {
  const probes = Object.fromEntries(
    Object.entries(violations).map(([name, text]) => [name.replace(":", "-"), text]),
  );
  const { errorsOf, fileNames } = compileWith(folder, { ...probes, clean });

  test.each(Object.keys(violations))("%s is a compile error", (name) => {
    expect(errorsOf(name.replace(":", "-"))).not.toEqual([]);
  });

  test("plain arithmetic on its arguments compiles", () => {
    expect(errorsOf("clean")).toEqual([]);
  });

  test("every source is under these rules, and no test is", () => {
    expect(fileNames).toContain(`${folder}/src/index.ts`);
    expect(fileNames.filter((path) => !path.startsWith(`${folder}/src/`))).toEqual([]);
    expect(fileNames.filter((path) => /\.test(-support)?\.ts$/.test(path))).toEqual([]);
  });
});
