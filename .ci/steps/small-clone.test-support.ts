import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./paths.mjs";

export interface SmallClone {
  folder: string;
  env: NodeJS.ProcessEnv;
  write(path: string, text: string): void;
  /** Runs the bootstrap with a verb and its arguments, as a script of package.json would. */
  run(args: string[], nodeArgs?: string[], env?: NodeJS.ProcessEnv): SpawnSyncReturns<string>;
  remove(): void;
}

/**
 * A clone in small, in a temporary folder: the bootstrap as it is, its packages counted as installed.
 * @param packages those of this clone that it may import
 */
export function smallClone(packages: string[]): SmallClone {
  const folder = mkdtempSync(join(tmpdir(), "dalaba-clone-"));
  const env = { ...process.env, DALABA_NATIVE: "0", INIT_CWD: "/where/the/user/stood", NO_COLOR: "1" };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  cpSync(join(root, ".ci"), join(folder, ".ci"), {
    recursive: true,
    filter: (path) => !path.includes(".stamp") && !path.endsWith(".test.ts"),
  });
  const settings = ["tsconfig.base.json", "tsconfig.pure.json", "tsconfig.check.json", "vitest.config.ts"];
  for (const file of [...settings, "pnpm-lock.yaml", "pnpm-workspace.yaml"])
    cpSync(join(root, file), join(folder, file));
  write("package.json", '{ "type": "module", "packageManager": "pnpm@0.0.0" }');
  write("apps/cli/package.json", '{ "type": "module" }');
  mkdirSync(join(folder, "packages"));
  mkdirSync(join(folder, "node_modules/.stamp"), { recursive: true });
  for (const name of packages) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
  const steps = JSON.stringify(pathToFileURL(join(folder, ".ci/steps/packages.mjs")));
  const key = `import { packagesKey } from ${steps}; process.stdout.write(packagesKey());`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", key], { encoding: "utf8" });
  write("node_modules/.stamp/packages", stdout);
  return {
    folder,
    env,
    write,
    run: (args, nodeArgs = [], more = {}) =>
      spawnSync(process.execPath, [...nodeArgs, join(folder, ".ci/bootstrap.mjs"), ...args], {
        cwd: folder,
        env: { ...env, ...more },
        encoding: "utf8",
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
