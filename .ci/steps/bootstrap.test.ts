import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./paths.mjs";

/** A clone in small: the bootstrap as it is, packages installed, one program. */
const clone = mkdtempSync(join(tmpdir(), "dalaba-clone-"));
const bootstrap = join(clone, ".ci/bootstrap.mjs");
const cliSource = "apps/cli/src/main.ts";
const cliBundle = join(clone, "apps/cli/dist/main.mjs");

const answering = `
  import { greeting } from "./greeting";
  const asked: string[] = process.argv.slice(2);
  process.stdout.write(JSON.stringify({ greeting, asked, from: process.env.INIT_CWD, pid: process.pid }));
  process.exitCode = 5;`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
}

const env = { ...process.env, DALABA_NATIVE: "0", INIT_CWD: "/where/the/user/stood" };

const run = (args: string[], nodeArgs: string[] = []): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [...nodeArgs, bootstrap, ...args], { cwd: clone, env, encoding: "utf8" });

beforeAll(() => {
  cpSync(join(root, ".ci"), join(clone, ".ci"), {
    recursive: true,
    filter: (path) => !path.includes(".stamp"),
  });
  for (const file of ["tsconfig.base.json", "tsconfig.pure.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"]) {
    cpSync(join(root, file), join(clone, file));
  }
  write("package.json", '{ "packageManager": "pnpm@0.0.0" }');
  write("apps/cli/package.json", "{}");
  mkdirSync(join(clone, "packages"));
  mkdirSync(join(clone, "node_modules/.stamp"), { recursive: true });
  symlinkSync(join(root, "node_modules/esbuild"), join(clone, "node_modules/esbuild"));
  write(cliSource, answering);
  write("apps/cli/src/greeting.ts", 'export const greeting = "hello";');
  const key = `import { packagesKey } from ${JSON.stringify(pathToFileURL(join(clone, ".ci/steps/packages.mjs")))};
    process.stdout.write(packagesKey());`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", key], { encoding: "utf8" });
  write("node_modules/.stamp/packages", stdout);
});

afterAll(() => rmSync(clone, { recursive: true, force: true }));

test("stdout and the exit code are the program's alone, also when it had to be built first", () => {
  const first = run(["cli", "ls", "--json"]);
  expect(JSON.parse(first.stdout)).toMatchObject({
    greeting: "hello",
    asked: ["ls", "--json"],
    from: "/where/the/user/stood",
  });
  expect(first.status).toBe(5);
  expect(first.stderr).toContain("built 1 programs");
});

test("nothing is said or done when nothing changed", () => {
  expect(run(["cli"]).stderr).toBe("");
});

test("a change in any source of a program is in its next start", () => {
  write("apps/cli/src/greeting.ts", 'export const greeting = "good evening";');
  expect(JSON.parse(run(["cli"]).stdout)).toMatchObject({ greeting: "good evening" });
});

test("a source that cannot be built is one line with its place, and yesterday's program does not answer", () => {
  write("apps/cli/src/greeting.ts", "export const greeting = ;");
  const { status, stdout, stderr } = run(["cli"]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("apps/cli/src/main.ts cannot be built: apps/cli/src/greeting.ts:1: Unexpected");
  expect(existsSync(cliBundle)).toBe(false);
  write("apps/cli/src/greeting.ts", 'export const greeting = "hello";');
});

test("a bundle that needs an undeclared package outside it is not built", () => {
  write(cliSource, 'import "libopus-wasm";');
  expect(run(["cli"]).stderr).toContain(
    "apps/cli/src/main.ts bundles an import of libopus-wasm: declare it in apps/cli/package.json",
  );
  write(cliSource, answering);
});

test("two at once wait for each other, and both answer", async () => {
  write("apps/cli/src/greeting.ts", 'export const greeting = "twice";');
  const answers = await Promise.all(
    [1, 2].map(
      () =>
        new Promise<string>((resolve, reject) => {
          const child = spawn(process.execPath, [bootstrap, "cli"], { cwd: clone, env });
          let text = "";
          child.stdout.on("data", (chunk) => {
            text += String(chunk);
          });
          child.once("error", reject).once("close", () => resolve(text));
        }),
    ),
  );
  for (const answer of answers) expect(JSON.parse(answer)).toMatchObject({ greeting: "twice" });
});

test("a lock left by a process that died is taken over", () => {
  write("apps/cli/src/greeting.ts", 'export const greeting = "after a crash";');
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  write(".stamp/lock", String(dead));
  expect(JSON.parse(run(["cli"]).stdout)).toMatchObject({ greeting: "after a crash" });
  expect(existsSync(join(clone, ".stamp/lock"))).toBe(false);
});

test("a program takes a signal itself, and its exit code is the answer", async () => {
  write(
    cliSource,
    `process.on("SIGINT", () => process.exit(130));
     setInterval(() => {}, 1000);
     process.stdout.write("on air");`,
  );
  const child = spawn(process.execPath, [bootstrap, "cli"], { cwd: clone, env });
  const code = await new Promise((resolve, reject) => {
    child.stdout.once("data", () => child.kill("SIGINT"));
    child.once("error", reject).once("close", resolve);
  });
  expect(code).toBe(130);
});

test("a program that throws is shown as Node shows it", () => {
  write(cliSource, 'throw new Error("its own fault");');
  const { status, stderr } = run(["cli"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Error: its own fault$/m);
});

test("a program whose source is missing is one line", () => {
  const { status, stderr } = run(["demo"]);
  expect(status).toBe(1);
  expect(stderr.trim().split("\n").at(-1)).toBe(
    "dalaba: apps/demo/dist/main.mjs was not built: its source is missing.",
  );
});

test("an unknown command is a usage error that names the known ones", () => {
  const { status, stderr } = run(["sing"]);
  expect(status).toBe(2);
  expect(stderr).toContain("no such command: sing. One of: bootstrap, build");
});

test("an older Node is one line with the way out", () => {
  const older = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.18.3"}})';
  const { status, stdout, stderr } = run(["demo"], ["--import", older]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^dalaba: this is Node 20\.18\.3; Node 20\.19 or later is needed\. .*\n$/);
});
