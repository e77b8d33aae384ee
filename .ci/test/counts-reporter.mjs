import { writeFileSync } from "node:fs";

/**
 * Vitest reporter: writes what `npm test` says in its last line to the file named by VITEST_COUNTS_FILE.
 * A file that cannot be loaded and an error outside every test count as failed.
 */
export default class CountsReporter {
  #file = process.env.VITEST_COUNTS_FILE;

  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    /** @type {Set<string>} */
    const missing = new Set();
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") counts.passed++;
        else if (state === "skipped") counts.skipped++;
        else counts.failed++;
        const needed = state === "skipped" ? test.fullName.match(/\(needs ([^)]+)\)/)?.[1] : undefined;
        if (needed) missing.add(needed);
      }
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    }
    if (this.#file) writeFileSync(this.#file, JSON.stringify({ ...counts, missing: [...missing] }));
  }
}
