import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, test } from "vitest";
import { realPrograms } from "../programs.mjs";

const onPath = (name: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/**
 * Where a real program or file of `.ci/programs.mjs` stands.
 * @param name as listed there; a name that is not listed throws, since CI would never install it
 * @returns its name when it is on PATH, otherwise the absolute path of the file found; undefined when absent
 */
export function whereIs(name: string): string | undefined {
  const program = realPrograms.find((each) => each.name === name);
  if (!program) throw new Error(`${name} is not listed in .ci/programs.mjs`);
  return program.files?.find((file) => existsSync(file)) ?? (onPath(name) ? name : undefined);
}

/**
 * `describe` for tests that need real programs. Where one is missing they are skipped, the name of the skipped
 * block says which, and the run says so at its end; in CI (`CI=true`) that is a failure.
 *
 *     needsProgram("mosquitto")("through Mosquitto", () => { test(...) });
 */
export function needsProgram(...names: string[]): (title: string, tests: () => void) => void {
  const missing = names.filter((name) => whereIs(name) === undefined);
  if (missing.length === 0) return (title, tests) => void describe(title, tests);
  if (process.env.CI === "true") {
    return (title) => {
      describe(title, () => {
        test(`has ${missing.join(" and ")}`, () => {
          throw new Error(`${missing.join(" and ")} missing: CI must install it (.ci/programs.mjs)`);
        });
      });
    };
  }
  return (title, tests) => void describe.skip(`${title} (needs ${missing.join(" and ")})`, tests);
}
