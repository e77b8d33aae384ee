import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included; 100 leaves room for either. */
const MAX_SOCKET_PATH_BYTES = 100;

/** Where `air` listens for the controller: in the data folder, or in the temporary folder when that path is too long. */
export function airSocketPath(dataFolder: string): string {
  return socketPath(dataFolder, "air.sock");
}

/** Where `air` takes talks of this machine's own user, without a network: what the controller plays goes in there. */
export function talkSocketPath(dataFolder: string): string {
  return socketPath(dataFolder, "talk.sock");
}

function socketPath(dataFolder: string, name: string): string {
  const path = resolve(dataFolder, "run", name);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 12);
  return join(tmpdir(), `dalaba-${hash}.sock`);
}
