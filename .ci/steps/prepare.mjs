import { accessSync, constants } from "node:fs";
import { buildBundles, bundlesFresh } from "./build.mjs";
import { alone } from "./lock.mjs";
import { nativesSettled, settleNatives, tellSubstitutes } from "./natives.mjs";
import { installedKey, installPackages } from "./packages.mjs";
import { root } from "./paths.mjs";

/**
 * Makes the clone runnable. When nothing changed it reads some stamps and returns.
 * @param {{ bundles: boolean, tellSubstitutes?: boolean }} wish whether the programs are needed, and whether
 *   to say which substitutes serve
 */
export async function prepare(wish) {
  let tell = wish.tellSubstitutes === true;
  if (!ready(wish.bundles)) {
    accessSync(root, constants.W_OK);
    await alone(async () => {
      let key = installedKey();
      /** @type {string | undefined} */
      let tried;
      if (key === undefined) {
        tried = await installPackages();
        key = installedKey() ?? "";
      }
      if (!nativesSettled(key)) {
        await settleNatives(key, tried);
        tell = true;
      }
      if (wish.bundles && !bundlesFresh(key)) await buildBundles(key);
    });
  }
  if (tell) tellSubstitutes();
}

/** @param {boolean} bundles */
function ready(bundles) {
  const key = installedKey();
  return key !== undefined && nativesSettled(key) && (!bundles || bundlesFresh(key));
}
