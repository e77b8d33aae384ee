import { defineConfig, type UserWorkspaceConfig } from "vitest/config";

// Whoever runs the tests may have a town running with settings of its own; no test may see them. Only the
// choice between native add-ons and their substitutes passes through.
for (const name of Object.keys(process.env)) {
  if (name.startsWith("DALABA_") && name !== "DALABA_NATIVE") delete process.env[name];
}

/** Tests that hold sound to its deadlines with real processes: alone on the machine, one file after the other. */
const towns = [
  "apps/demo/test/**/*.test.ts",
  "apps/bench/src/bench.test.ts",
  "apps/controller/src/town-on-air.test.ts",
];

/** Tests in a real browser, which needs a machine to itself as well. What it does there is not Node's. */
const browsers = [
  "apps/demo/test/console-*.test.ts",
  "apps/demo/test/demo-town.test.ts",
  "apps/console/src/talk/chromium.test.ts",
  "apps/console/src/map/town-map.test.ts",
];

const common = {
  exclude: ["**/node_modules/**", "**/dist/**", "**/.stamp/**"],
  // A process per file: tests start real programs, and a native add-on that crashes takes one file along.
  pool: "forks",
  hookTimeout: 60_000,
} satisfies UserWorkspaceConfig["test"];

export default defineConfig({
  test: {
    // Tests start the bundles of apps/*/dist.
    globalSetup: ["./.ci/test/build-once.mjs"],
    projects: [
      {
        test: {
          ...common,
          name: "parts",
          include: ["**/*.test.ts"],
          exclude: [...common.exclude, ...towns, ...browsers],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: "towns",
          include: towns,
          exclude: [...common.exclude, ...browsers],
          testTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: "browsers",
          include: browsers,
          testTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
