import { accept, type Outcome, refuse } from "@dalaba/core";
import { askCamera, type CameraRefusal } from "./ask-camera";
import type { CameraNetworks } from "./camera-networks";
import type { Login } from "./digest-login";

export type PictureRefusal = CameraRefusal | "picture-invalid";

const TIMEOUT_MS = 4_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** One JPEG from a camera. */
export async function fetchPicture(
  url: URL,
  login: Login | undefined,
  networks: CameraNetworks,
): Promise<Outcome<Uint8Array, PictureRefusal>> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await askCamera({ url, login, networks, accept: "image/jpeg", signal });
  if (!response.ok) return response;
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response.value as AsyncIterable<Buffer>) {
      parts.push(part);
      bytes += part.length;
      if (bytes > MOST_BYTES) {
        response.value.destroy();
        return refuse("picture-invalid", `more than ${MOST_BYTES} bytes`);
      }
    }
  } catch (error) {
    return refuse("picture-unreachable", error instanceof Error ? error.message : String(error));
  }
  const picture = Buffer.concat(parts);
  // ITU-T T.81: SOI, and the next marker.
  return picture[0] === 0xff && picture[1] === 0xd8 && picture[2] === 0xff
    ? accept(picture)
    : refuse("picture-invalid", "what came is no JPEG");
}
