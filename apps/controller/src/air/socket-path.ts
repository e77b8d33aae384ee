import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included; 100 leaves room for either. */
const MAX_SOCKET_PATH_BYTES = 100;

/** Where `air` listens for the controller: in the data folder, or in the temporary folder when that path is too long. */
export function airSocketPath(dataFolder: string): string {
  const path = resolve(dataFolder, "run", "air.sock");
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  const name = createHash("sha256").update(path).digest("hex").slice(0, 12);
  return join(tmpdir(), `dalaba-${name}.sock`);
}
