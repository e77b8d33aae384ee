import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { scratch } from "./paths.mjs";
import { quietChild } from "./quiet-child.mjs";

const log = `quiet-child-test-${process.pid}.log`;

afterAll(() => rmSync(join(scratch, log), { force: true }));

const node = (script: string, options: Partial<Parameters<typeof quietChild>[2]> = {}) =>
  quietChild(process.execPath, ["-e", script], { log, ...options });

test("what it prints is kept in the log and given line by line", async () => {
  const lines: string[] = [];
  const script = 'process.stdout.write("one\\ntw"); process.stderr.write("o\\n"); process.exitCode = 3;';
  const result = await node(script, { onLine: (line) => lines.push(line) });
  expect(result).toMatchObject({ code: 3, timedOut: false });
  expect(readFileSync(result.log, "utf8")).toBe(result.output);
  expect(lines[0]).toBe("one");
});

test("past its limit the whole group is ended, grandchildren too", async () => {
  const script = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    process.stdout.write("compiling " + child.pid + "\\n");
    setInterval(() => {}, 1000);`;
  const result = await node(script, { limit: { ms: 300, from: /^compiling/ } });
  expect(result).toMatchObject({ code: null, timedOut: true });
  const grandchild = Number(result.output.match(/\d+/)?.[0]);
  await expect.poll(() => isRunning(grandchild)).toBe(false);
});

test("a limit that counts from a line never starts without it", async () => {
  const result = await node("setTimeout(() => {}, 400)", { limit: { ms: 50, from: /^compiling/ } });
  expect(result).toMatchObject({ code: 0, timedOut: false });
});

/** A killed process that nobody has waited for yet (a zombie) does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
