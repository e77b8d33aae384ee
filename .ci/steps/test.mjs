import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tool } from "./checks.mjs";
import { root, scratch } from "./paths.mjs";
import { textOf } from "./quiet-child.mjs";

/**
 * Runs the tests, and ends with `N passed, N failed, N skipped` alone on the last line.
 * @param {string[]} args forwarded to Vitest: paths, `-t NAME`, ...
 * @returns {Promise<number>} not 0 when one failed or none ran
 */
export async function test(args) {
  mkdirSync(scratch, { recursive: true });
  const file = join(scratch, `counts-${process.pid}.json`);
  const reporters = ["--reporter=default", `--reporter=${join(root, ".ci/test/counts-reporter.mjs")}`];
  const env = { ...process.env, VITEST_COUNTS_FILE: file };
  const code = await tool("node_modules/vitest/vitest.mjs", ["run", ...reporters, ...args], env);
  const text = textOf(file);
  rmSync(file, { force: true });
  const { passed, failed, skipped, missing } = text
    ? JSON.parse(text)
    : { passed: 0, failed: code === 130 ? 0 : 1, skipped: 0, missing: [] };
  for (const name of missing) process.stdout.write(`Not on this machine: ${name}. Its tests were skipped.\n`);
  if (passed + failed === 0) process.stdout.write("No test ran.\n");
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return code || (failed > 0 || passed === 0 ? 1 : 0);
}
