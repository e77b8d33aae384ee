import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { arrows } from "./arrows.test-support";
import { entries, external, natives, programs } from "./entries.mjs";
import { root, workspaces } from "./steps/paths.mjs";

interface Manifest {
  name: string;
  private: boolean;
  license: string;
  engines?: { node: string };
  packageManager?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const read = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;

const ours = (dependencies: Record<string, string> = {}): string[] =>
  Object.keys(dependencies)
    .filter((name) => name.startsWith("@dalaba/"))
    .map((name) => name.slice("@dalaba/".length));

const everything = (manifest: Manifest): [string, string][] =>
  Object.entries({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.devDependencies,
  });

describe("package.json files", () => {
  test("every workspace folder has its arrows drawn", () => {
    expect(workspaces().sort()).toEqual(arrows.map(({ folder }) => folder).sort());
  });

  test.each(arrows)("$folder declares no package against the arrows", (arrow) => {
    const { folder, tests = [], except } = arrow;
    const imports = [...arrow.imports, ...(except?.imports ?? [])];
    const manifest = read(folder);
    expect(imports).toEqual(expect.arrayContaining(ours(manifest.dependencies)));
    expect([...imports, ...tests]).toEqual(expect.arrayContaining(ours(manifest.devDependencies)));
  });

  test.each(["", ...workspaces()])("every version of /%s is exact", (folder) => {
    for (const [name, version] of everything(read(folder))) {
      if (name.startsWith("@dalaba/")) expect(`${name}@${version}`).toBe(`${name}@workspace:*`);
      else expect(`${name}@${version}`).toMatch(/@\d+\.\d+\.\d+$/);
    }
  });

  test("one package has one version everywhere", () => {
    const versions = new Map<string, Set<string>>();
    for (const folder of ["", ...workspaces()]) {
      for (const [name, version] of everything(read(folder))) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
    expect([...versions].filter(([, found]) => found.size > 1).map(([name]) => name)).toEqual([]);
  });

  test("Node 20.19 and later is asked for, and the pnpm that is a dependency is the one that installs", () => {
    const manifest = read("");
    expect(manifest.engines?.node).toBe(">=20.19");
    expect(manifest.packageManager).toBe(`pnpm@${manifest.devDependencies?.pnpm}`);
  });

  test.each(["", ...workspaces()])("/%s is private and under Apache-2.0", (folder) => {
    expect(read(folder)).toMatchObject({ private: true, license: "Apache-2.0" });
  });

  test("nothing requires a native add-on", () => {
    for (const folder of workspaces()) {
      const required = Object.keys(read(folder).dependencies ?? {});
      for (const { name } of natives) expect(required).not.toContain(name);
    }
  });
});

describe("programs", () => {
  test.each(entries)("$source exists", ({ source }) => {
    expect(existsSync(join(root, source))).toBe(true);
  });

  test("every verb runs a bundle that is built", () => {
    const built = entries.map(({ out }) => out);
    expect(built).toEqual(expect.arrayContaining(Object.values(programs)));
  });

  test("every bundle lies beside its source's folder", () => {
    for (const { source, out } of entries) expect(dirname(dirname(out))).toBe(dirname(dirname(source)));
  });

  test("what stays outside the bundles is installed", () => {
    const declared = workspaces().flatMap((folder) => everything(read(folder)).map(([name]) => name));
    expect(declared).toEqual(expect.arrayContaining(external));
  });
});
