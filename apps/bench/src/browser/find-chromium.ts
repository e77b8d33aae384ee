import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Debian's Chromium, or one that is on PATH. Throws `chromium-missing`. */
export function findChromium(path = process.env.PATH ?? "", first = "/usr/bin"): string {
  for (const folder of [first, ...path.split(delimiter)])
    for (const name of NAMES) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not there, or not to be run.
      }
    }
  throw new Error(
    `chromium-missing: none of ${NAMES.join(", ")} is installed (Debian: apt install chromium)`,
  );
}
