import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tool } from "./checks.mjs";
import { root, scratch } from "./paths.mjs";
import { textOf } from "./quiet-child.mjs";

/** @typedef {import("../test/counts-reporter.mjs").FileCounts} FileCounts */
/** @typedef {{code: number, files: FileCounts[], strayErrors: number}} Run */

/** Projects whose tests hold real processes to deadlines, on a machine that may be shared. */
const timed = ["towns", "browsers"];

/** Beyond this the machine is not what is wrong. */
const mostFilesAgain = 4;

/**
 * Runs the tests, and ends with what failed, by name, and `N passed, N failed, N skipped` alone on the last line.
 * In CI a few failed files whose tests have deadlines get a second attempt (docs/decisions/0012).
 * @param {string[]} args forwarded to Vitest: paths, `-t NAME`, ...
 * @returns {Promise<number>} not 0 when one failed or none ran
 */
export async function test(args) {
  const first = await run(args);
  const failed = first.files.filter((file) => file.failed > 0);
  const again = process.env.CI === "true" && mayTryAgain(first, failed) ? failed : [];
  const second = again.length > 0 ? await secondAttempt(again) : undefined;
  const files = first.files.map((file) => second?.files.find((later) => isSame(later, file)) ?? file);
  return conclude({
    code: second?.code ?? first.code,
    files,
    strayErrors: first.strayErrors + (second?.strayErrors ?? 0),
  });
}

/**
 * @param {string[]} args
 * @returns {Promise<Run>}
 */
async function run(args) {
  mkdirSync(scratch, { recursive: true });
  const file = join(scratch, `counts-${process.pid}.json`);
  const reporters = ["--reporter=default", `--reporter=${join(root, ".ci/test/counts-reporter.mjs")}`];
  const env = { ...process.env, VITEST_COUNTS_FILE: file };
  const code = await tool("node_modules/vitest/vitest.mjs", ["run", ...reporters, ...args], env);
  const text = textOf(file);
  rmSync(file, { force: true });
  // No counts: Vitest itself did not get through. Interrupted is not failed.
  const { files, strayErrors } = text ? JSON.parse(text) : { files: [], strayErrors: code === 130 ? 0 : 1 };
  return { code, files, strayErrors };
}

/**
 * @param {Run} run
 * @param {FileCounts[]} failed
 */
function mayTryAgain(run, failed) {
  return (
    run.strayErrors === 0 &&
    failed.length <= mostFilesAgain &&
    failed.every((file) => timed.includes(file.project) || file.onlyTimedOut)
  );
}

/** @param {FileCounts[]} files */
async function secondAttempt(files) {
  process.stdout.write("\nSecond attempt, because these have deadlines and the machine may be shared:\n");
  for (const { file, failures } of files) {
    for (const name of failures) process.stdout.write(`  FAILED AT FIRST ${file} > ${name}\n`);
  }
  return run(files.map(({ file }) => file));
}

/**
 * @param {FileCounts} a
 * @param {FileCounts} b
 */
function isSame(a, b) {
  return a.file === b.file && a.project === b.project;
}

/**
 * @param {Run} run
 * @returns {number} exit code
 */
function conclude({ code, files, strayErrors }) {
  const sum = (/** @type {"passed" | "failed" | "skipped"} */ what) =>
    files.reduce((all, file) => all + file[what], 0);
  const passed = sum("passed");
  const failed = sum("failed") + strayErrors;
  for (const name of new Set(files.flatMap((file) => file.missing))) {
    process.stdout.write(`Not on this machine: ${name}. Its tests were skipped.\n`);
  }
  for (const { file, failures } of files) {
    for (const name of failures) process.stdout.write(`FAILED ${file} > ${name}\n`);
  }
  if (passed + failed === 0) process.stdout.write("No test ran.\n");
  process.stdout.write(`${passed} passed, ${failed} failed, ${sum("skipped")} skipped\n`);
  return code || (failed > 0 || passed === 0 ? 1 : 0);
}
