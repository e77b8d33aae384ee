import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds pnpm-workspace.yaml, found from where this program lies, not from where it was called. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "pnpm-workspace.yaml"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("not inside a Dalaba checkout: pnpm-workspace.yaml is missing");
    folder = parent;
  }
  return folder;
}
