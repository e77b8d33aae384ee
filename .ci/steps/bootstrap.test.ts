import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { smallClone } from "./small-clone.test-support";

const clone = smallClone(["esbuild"]);
const { env, run, write } = clone;
const bootstrap = join(clone.folder, ".ci/bootstrap.mjs");
const cliSource = "apps/cli/src/main.ts";
const cliBundle = join(clone.folder, "apps/cli/dist/main.mjs");

const answering = `
  import { greeting } from "./greeting";
  const asked: string[] = process.argv.slice(2);
  process.stdout.write(JSON.stringify({ greeting, asked, from: process.env.INIT_CWD }));
  process.exitCode = 5;`;

beforeAll(() => {
  write(cliSource, answering);
  write("apps/cli/src/greeting.ts", 'export const greeting = "hello";');
});

afterAll(() => clone.remove());

test("stdout and the exit code are the program's alone, also when it had to be built first", () => {
  const first = run(["cli", "ls", "--json"]);
  expect(JSON.parse(first.stdout)).toMatchObject({
    greeting: "hello",
    asked: ["ls", "--json"],
    from: "/where/the/user/stood",
  });
  expect(first.status).toBe(5);
  expect(first.stderr).toContain("built cli");
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
          const child = spawn(process.execPath, [bootstrap, "cli"], { cwd: clone.folder, env });
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
  expect(existsSync(join(clone.folder, ".stamp/lock"))).toBe(false);
});

test("a program takes a signal itself, and its exit code is the answer", async () => {
  write(
    cliSource,
    `process.on("SIGINT", () => process.exit(130));
     setInterval(() => {}, 1000);
     process.stdout.write("on air");`,
  );
  const child = spawn(process.execPath, [bootstrap, "cli"], { cwd: clone.folder, env });
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
