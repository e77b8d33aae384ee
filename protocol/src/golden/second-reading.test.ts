import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { needsProgram, whereIs } from "../../../.ci/test/needs-program";
import { randomSteps, scenario } from "./scenario.test-support";

/** SPEC.md read a second time, in Python: `vectors/check.py` knows nothing of this code. */

const vectors = fileURLToPath(new URL("../../vectors/", import.meta.url));

function check(folder: string, ...files: string[]): { status: number | null; said: string } {
  const program = whereIs("python3") as string;
  const run = spawnSync(program, ["-B", join(folder, "check.py"), ...files], { encoding: "utf8" });
  return { status: run.status, said: run.stdout + run.stderr };
}

needsProgram("python3")("a reading of SPEC.md in Python", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "dalaba-vectors-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("agrees with every vector", () => {
    const { status, said } = check(vectors);
    expect(said).not.toContain("DISAGREES");
    expect(status).toBe(0);
  });

  test("arbitrates two hundred stories that no file holds as this code does", () => {
    const scenarios = Array.from({ length: 200 }, (_, i) =>
      scenario(`story ${1000 + i}`, "7", randomSteps(1000 + i, 50)),
    );
    const file = join(folder, "stories.json");
    writeFileSync(file, JSON.stringify({ scenarios }));
    const { status, said } = check(vectors, file);
    expect(said).toContain("10000 checked");
    expect(status).toBe(0);
  });

  test.each([
    ["audio.json", '"refused":"audio-codec"', '"refused":"audio-flags"'],
    ["arbitration.json", '"because":"outranked"', '"because":"busy"'],
    ["upward.json", '"genuine":false', '"genuine":true'],
    ["chimes.json", '"first":[0,', '"first":[1,'],
  ])("notices a wrong value in %s", (name, right, wrong) => {
    const copy = join(folder, name.replace(".", "-"));
    cpSync(vectors, copy, { recursive: true });
    const text = readFileSync(join(copy, name), "utf8");
    expect(text).toContain(right);
    writeFileSync(join(copy, name), text.replace(right, wrong));
    expect(check(copy).status).toBe(1);
  });
});
