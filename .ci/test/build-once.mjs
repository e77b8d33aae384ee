import { buildBundles, bundlesFresh } from "../steps/build.mjs";
import { explain } from "../steps/failure.mjs";
import { alone } from "../steps/lock.mjs";
import { installedKey } from "../steps/packages.mjs";
import { say } from "../steps/progress.mjs";

/**
 * Vitest calls this once before all tests, also when it is started without the bootstrap. A program that
 * cannot be built fails the tests that start it, and no others.
 */
export async function setup() {
  const key = installedKey() ?? "";
  if (bundlesFresh(key)) return;
  await alone(() => buildBundles(key)).catch((error) => say(explain(error).line));
}
