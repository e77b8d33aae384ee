import { describe, expect, test } from "vitest";
import { faultsOf } from "./house.mjs";

describe("names and relative imports", () => {
  const packages = ["packages/core", "packages/store", "apps/cli"];

  test.each([
    "packages/core/src/utils.ts",
    "packages/core/src/string-utils.ts",
    "packages/core/src/helpers/text.ts",
    "packages/core/src/speaker-manager.ts",
    "packages/core/src/audio-service.test.ts",
  ])("%s says nothing of what it holds", (file) => {
    expect(faultsOf(file, "", packages)).toHaveLength(1);
  });

  test.each(["packages/core/src/speaker.ts", "packages/core/src/futility.ts"])("%s is a name", (file) => {
    expect(faultsOf(file, "", packages)).toEqual([]);
  });

  test.each([
    'import { x } from "../../store/src/index";',
    'export * from "../../store/src/index";',
    'const x = await import("../../store/src/index");',
    'import "../../store/src/index";',
    'import { x } from "../../../.ci/test/needs-program";',
  ])("%s leaves the package", (text) => {
    expect(faultsOf("packages/core/src/a.ts", text, packages)).toHaveLength(1);
  });

  test.each([
    'import { x } from "./b";',
    'import { x } from "../vectors/a";',
    'import { x } from "@dalaba/protocol";',
  ])("%s stays inside", (text) => {
    expect(faultsOf("packages/core/src/a.ts", text, packages)).toEqual([]);
  });

  test("a test may use what .ci/test offers to every test", () => {
    const text = 'import { needsProgram } from "../../../.ci/test/needs-program";';
    expect(faultsOf("packages/core/src/a.test.ts", text, packages)).toEqual([]);
  });
});
