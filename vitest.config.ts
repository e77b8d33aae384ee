import { defineConfig } from "vitest/config";

// Whoever runs the tests may have a town running with settings of its own; no test may see them. Only the
// choice between native add-ons and their substitutes passes through.
for (const name of Object.keys(process.env)) {
  if (name.startsWith("DALABA_") && name !== "DALABA_NATIVE") delete process.env[name];
}

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/.stamp/**"],
    // A process per file: tests start real programs, and a native add-on that crashes takes one file along.
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Tests start the bundles of apps/*/dist.
    globalSetup: ["./.ci/test/build-once.mjs"],
  },
});
