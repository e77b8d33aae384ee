import { writeFileSync } from "node:fs";
import { relative } from "node:path";

/**
 * What one test file came to.
 * @typedef {{file: string, project: string, passed: number, failed: number, skipped: number,
 *   failures: string[], onlyTimedOut: boolean, missing: string[]}} FileCounts
 */

/**
 * Vitest reporter: writes `{files: FileCounts[], strayErrors}` to the file named by VITEST_COUNTS_FILE, from which
 * `npm test` makes its closing lines. A file that cannot be loaded counts as one failed test.
 */
export default class CountsReporter {
  #file = process.env.VITEST_COUNTS_FILE;

  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    if (!this.#file) return;
    const counts = { files: modules.map(countsOf), strayErrors: unhandledErrors.length };
    writeFileSync(this.#file, JSON.stringify(counts));
  }
}

/**
 * @param {import("vitest/node").TestModule} module
 * @returns {FileCounts}
 */
function countsOf(module) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const failures = [];
  let onlyTimedOut = true;
  /** @type {Set<string>} */
  const missing = new Set();
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === "passed") counts.passed++;
    else if (state === "skipped") counts.skipped++;
    else {
      counts.failed++;
      failures.push(test.fullName);
      onlyTimedOut &&= (test.result().errors ?? []).every(({ message }) => /timed out/i.test(message));
    }
    const needed = state === "skipped" ? test.fullName.match(/\(needs ([^)]+)\)/)?.[1] : undefined;
    if (needed) missing.add(needed);
  }
  const suites = [...module.children.allSuites()];
  const errors = suites.reduce((sum, suite) => sum + suite.errors().length, module.errors().length);
  if (errors > 0) {
    failures.push("(outside its tests)");
    onlyTimedOut = false;
  }
  counts.failed += errors;
  const file = relative(process.cwd(), module.moduleId);
  return { file, project: module.project.name, ...counts, failures, onlyTimedOut, missing: [...missing] };
}
