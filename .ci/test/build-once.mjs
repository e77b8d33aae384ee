import { buildBundles, bundlesFresh } from "../steps/build.mjs";
import { alone } from "../steps/lock.mjs";
import { installedKey } from "../steps/packages.mjs";

/** Vitest calls this once before all tests, also when it is started without the bootstrap. */
export async function setup() {
  const key = installedKey() ?? "";
  if (!bundlesFresh(key)) await alone(() => buildBundles(key));
}
