import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrows, packageNames, pureFolders } from "./arrows.test-support";
import { root } from "./steps/paths.mjs";

const RESTRICTED = "lint/style/noRestrictedImports";

/** Probe files by path, written under a copy of the lint configuration and linted in one run. */
const probes = new Map<string, string>();
const found = new Map<string, string[]>();
const tree = mkdtempSync(join(tmpdir(), "dalaba-arrows-"));

function probe(path: string, text: string): string {
  probes.set(path, `${text}\n`);
  return path;
}

const importOf = (name: string): string => `import { x } from "@dalaba/${name}";\n\nexport const y = x;`;

const cases = arrows.flatMap(({ folder, imports, tests = [] }) =>
  packageNames
    .filter((name) => !folder.endsWith(name))
    .map((name) => ({
      folder,
      name,
      allowed: imports.includes(name),
      allowedInTests: imports.includes(name) || tests.includes(name),
      source: probe(`${folder}/src/deep/to-${name}.ts`, importOf(name)),
      test: probe(`${folder}/src/deep/to-${name}.test.ts`, importOf(name)),
    })),
);

/** The one file of an exception, with an import of every package, a line each. */
const exceptions = arrows.flatMap(({ folder, imports, except }) => {
  if (except === undefined) return [];
  const names = packageNames.filter((name) => !folder.endsWith(name));
  const text = names.map((name, i) => `export { x as x${i} } from "@dalaba/${name}";`).join("\n");
  const allowed = [...imports, ...except.imports];
  const refused = names.filter((name) => !allowed.includes(name));
  return [{ file: probe(`${folder}/${except.file}`, text), allowed: allowed.join(", "), refused }];
});

const deepImport = probe("packages/core/src/deep-import.ts", importOf("store/src/index"));
const reExport = probe("packages/core/src/re-export.ts", 'export { x } from "@dalaba/store";');
const lazyImport = probe(
  "packages/core/src/lazy-import.ts",
  'export const x = () => import("@dalaba/store");',
);

const ambient: Record<string, string> = {
  "Date.now": "export const x = Date.now();",
  "new Date": "export const x = new Date();",
  "globalThis.Date": "export const x = globalThis.Date.now();",
  "Math.random": "export const x = Math.random();",
  "Math destructured": "const { random } = Math;\n\nexport const x = random();",
  "the machine's time zone": "export const x = Intl.DateTimeFormat().resolvedOptions().timeZone;",
  "the machine's language": "export const x = (1).toLocaleString();",
  "performance.now": "export const x = performance.now();",
  "node:fs": 'import { readFileSync } from "node:fs";\n\nexport const x = readFileSync;',
};
const ambientCases = pureFolders.flatMap((folder) =>
  Object.entries(ambient).map(([what, text], index) => ({
    folder,
    what,
    source: probe(`${folder}/src/ambient-${index}.ts`, text),
    test: probe(`${folder}/src/ambient-${index}.test.ts`, text),
  })),
);
const nodeSide = ["packages/core", "packages/media"].map((folder) =>
  probe(`${folder}/src/node-side.ts`, importOf("protocol/node")),
);
const cleanSources = pureFolders.map((folder) =>
  probe(`${folder}/src/clean.ts`, "export const x = (now: number): number => Math.max(now, 1);"),
);

const longText = "export const x = [\n".concat("  1,\n".repeat(300), "];");
const long = probe("packages/core/src/long.ts", longText);
const longTest = probe("packages/core/src/long.test.ts", longText);
const longGenerated = probe("packages/core/src/generated/long.ts", longText);
const camelName = probe("packages/core/src/camelName.ts", "export const x = 1;");

beforeAll(() => {
  for (const file of ["biome.json", ".gitignore", ".ci/lint/no-ambient.grit"]) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    cpSync(join(root, file), join(tree, file));
  }
  for (const [path, text] of probes) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  const report = join(tree, "report.json");
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const args = ["lint", "--max-diagnostics=none", "--reporter=json", `--reporter-file=${report}`, "."];
  spawnSync(process.execPath, [biome, ...args], { cwd: tree });
  for (const { category, location } of JSON.parse(readFileSync(report, "utf8")).diagnostics) {
    const path: string = typeof location.path === "string" ? location.path : location.path.file;
    found.set(path, [...(found.get(path) ?? []), category]);
  }
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

const faults = (path: string): string[] => found.get(path) ?? [];

describe("an import against the arrows is a lint error", () => {
  test.each(cases.filter(({ allowed }) => !allowed))("$folder may not import $name", ({ source }) => {
    expect(faults(source)).toContain(RESTRICTED);
  });

  test.each(cases.filter(({ allowed }) => allowed))("$folder may import $name", ({ source }) => {
    expect(faults(source)).toEqual([]);
  });

  test.each(cases)("in tests of $folder, $name: $allowedInTests", ({ test: path, allowedInTests }) => {
    expect(faults(path).includes(RESTRICTED)).toBe(!allowedInTests);
  });

  test.each(exceptions)("$file may import $allowed, and nothing else", ({ file, refused }) => {
    expect(faults(file)).toEqual(refused.map(() => RESTRICTED));
  });

  test.each([deepImport, reExport, lazyImport])("%s: a way round it is one too", (path) => {
    expect(faults(path)).toContain(RESTRICTED);
  });
});

describe("pure packages: what the compiler lets through is a lint error", () => {
  test.each(ambientCases)("$folder: $what", ({ source }) => {
    expect(faults(source)).not.toEqual([]);
  });

  test.each(ambientCases)("tests of $folder may use $what", ({ test: path }) => {
    expect(faults(path)).toEqual([]);
  });

  test.each(nodeSide)("%s: not even the wire contract's Node side", (path) => {
    expect(faults(path)).toContain(RESTRICTED);
  });

  test.each(cleanSources)("%s: arithmetic on arguments passes", (path) => {
    expect(faults(path)).toEqual([]);
  });
});

describe("files", () => {
  test("over 300 lines are an error, except tests and generated ones", () => {
    expect(faults(long)).toContain("lint/style/noExcessiveLinesPerFile");
    expect([...faults(longTest), ...faults(longGenerated)]).toEqual([]);
  });

  test("have kebab-case names", () => {
    expect(faults(camelName)).toContain("lint/style/useFilenamingConvention");
  });
});
