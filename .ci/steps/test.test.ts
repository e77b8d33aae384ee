import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { smallClone } from "./small-clone.test-support";

const clone = smallClone(["esbuild", "vitest"]);

const passing = 'test("passes", () => {});';
const failing = 'test("fails", () => { throw new Error("on purpose"); });';
const needing = 'needsProgram("no-such-program")("through it", () => { test("is heard", () => {}); });';

function runTests(body: string, env: NodeJS.ProcessEnv = {}) {
  clone.write(
    "packages/core/a.test.ts",
    `import { test } from "vitest";
     import { needsProgram } from "../../.ci/test/needs-program";
     void needsProgram;
     ${body}`,
  );
  const { status, stdout, stderr } = clone.run(["test", "packages/core"], [], { CI: "", ...env });
  const lines = stdout.trimEnd().split("\n");
  return { status, last: lines.at(-1), lines, stderr };
}

beforeEach(() => {
  clone.write(
    ".ci/programs.mjs",
    'export const realPrograms = [{ name: "no-such-program", debian: "no-such-package" }];',
  );
});

afterAll(() => clone.remove());

test("the last line counts, alone", () => {
  expect(runTests(passing)).toMatchObject({ status: 0, last: "1 passed, 0 failed, 0 skipped" });
});

test("a failed test fails the run", () => {
  expect(runTests(passing + failing)).toMatchObject({ status: 1, last: "1 passed, 1 failed, 0 skipped" });
});

test("a file that cannot be loaded counts as failed", () => {
  expect(runTests('import "./no-such-file";')).toMatchObject({
    status: 1,
    last: "0 passed, 1 failed, 0 skipped",
  });
});

test("an error outside every test counts as failed", () => {
  const stray = 'test("starts", () => { setTimeout(() => { throw new Error("later"); }, 1); });';
  const wait = 'test("waits", () => new Promise((resolve) => setTimeout(resolve, 200)));';
  expect(runTests(stray + wait)).toMatchObject({ status: 1, last: "2 passed, 1 failed, 0 skipped" });
});

test("a run of no test fails", () => {
  expect(runTests("export {};").status).not.toBe(0);
});

test("a missing real program is named, and its tests are skipped", () => {
  const { status, last, lines } = runTests(passing + needing);
  expect({ status, last }).toEqual({ status: 0, last: "1 passed, 0 failed, 1 skipped" });
  expect(lines).toContain("Not on this machine: no-such-program. Its tests were skipped.");
});

test("in CI a missing real program is a failure", () => {
  const { status, last } = runTests(passing + needing, { CI: "true" });
  expect({ status, last }).toEqual({ status: 1, last: "1 passed, 1 failed, 0 skipped" });
});

test("a program that .ci/programs.mjs does not list is refused: CI would never install it", () => {
  const { status, stderr } = runTests('needsProgram("unheard-of")("through it", () => {});');
  expect(status).toBe(1);
  expect(stderr).toContain("unheard-of is not listed in .ci/programs.mjs");
});

test("tests see no setting of a running town, except the choice of add-ons", () => {
  const body = `test("sees", () => {
    const seen = Object.keys(process.env).filter((name) => name.startsWith("DALABA_"));
    if (seen.join() !== "DALABA_NATIVE") throw new Error(seen.join());
  });`;
  expect(runTests(body, { DALABA_DATA: "/srv/town", DALABA_HTTP_PORT: "8080" }).status).toBe(0);
});

test("what failed is named before the last line", () => {
  expect(runTests(passing + failing).lines).toContain("FAILED packages/core/a.test.ts > fails");
});

describe("in CI, a failed file of the timed projects", () => {
  const timed = "apps/demo/test/a.test.ts";
  const body = (
    test: string,
  ): string => `import { test } from "vitest"; import { existsSync, writeFileSync } from "node:fs";
    const mark = ${JSON.stringify(join(clone.folder, "tried"))}; const first = !existsSync(mark); writeFileSync(mark, "");
    void first; ${passing} ${test}`;
  const run = (test: string, env: NodeJS.ProcessEnv) => {
    clone.write(timed, body(test));
    rmSync(join(clone.folder, "tried"), { force: true });
    const { status, stdout } = clone.run(["test", timed], [], env);
    const lines = stdout.trimEnd().split("\n");
    return { status, last: lines.at(-1), lines };
  };
  const late = 'test("late at first", () => { if (first) throw new Error("late"); });';
  const firstFailure = `  FAILED AT FIRST ${timed} > late at first`;

  test("gets a second attempt, which says so and decides", () => {
    const { status, last, lines } = run(late, { CI: "true" });
    expect({ status, last }).toEqual({ status: 0, last: "2 passed, 0 failed, 0 skipped" });
    expect(lines).toContain(firstFailure);
  });

  test("fails the run when it fails twice", () => {
    const { status, last, lines } = run(failing, { CI: "true" });
    expect({ status, last }).toEqual({ status: 1, last: "1 passed, 1 failed, 0 skipped" });
    expect(lines).toContain(`FAILED ${timed} > fails`);
  });

  test("gets none elsewhere than in CI", () => {
    const { status, last, lines } = run(late, { CI: "" });
    expect({ status, last }).toEqual({ status: 1, last: "1 passed, 1 failed, 0 skipped" });
    expect(lines).not.toContain(firstFailure);
  });

  test("of any other project for a wrong answer none at all, for a deadline one", () => {
    const wrong = runTests(failing, { CI: "true" });
    expect(wrong.status).toBe(1);
    expect(wrong.lines.join("\n")).not.toContain("FAILED AT FIRST");
    const slow = runTests('test("slow", () => new Promise(() => {}), 50);', { CI: "true" });
    expect(slow.status).toBe(1);
    expect(slow.lines).toContain("  FAILED AT FIRST packages/core/a.test.ts > slow");
  });
});
