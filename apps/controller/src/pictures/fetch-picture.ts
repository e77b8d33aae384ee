import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { accept, type Outcome, refuse } from "@dalaba/core";
import type { CameraNetworks } from "./camera-networks";
import { authorizationFor, type Login } from "./digest-login";

export type PictureRefusal =
  | "picture-not-allowed"
  | "picture-unreachable"
  | "picture-denied"
  | "picture-invalid";

const TIMEOUT_MS = 4_000;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * One JPEG from a camera. Its name is resolved once and the address that was allowed is the one that is connected to, so
 * that no second answer of a name server leads elsewhere; a redirect is no picture.
 */
export async function fetchPicture(
  url: URL,
  login: Login | undefined,
  networks: CameraNetworks,
): Promise<Outcome<Uint8Array, PictureRefusal>> {
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const address = isIP(name)
    ? name
    : await lookup(name)
        .then((found) => found.address)
        .catch(() => undefined);
  if (address === undefined) return refuse("picture-unreachable", `${name} is not known`);
  const allowed = networks.allows(address, port);
  if (!allowed.ok) return allowed;
  try {
    const first = await ask(url, address, undefined);
    const challenge = first.headers["www-authenticate"];
    if (first.statusCode !== 401 || challenge === undefined || login === undefined) return await read(first);
    first.destroy();
    const path = url.pathname + url.search;
    const answer = authorizationFor(
      challenge,
      login,
      { method: "GET", path },
      randomBytes(8).toString("hex"),
    );
    if (answer === undefined)
      return refuse("picture-denied", "the camera asks for a login of an unknown kind");
    return await read(await ask(url, address, answer));
  } catch (error) {
    return refuse("picture-unreachable", error instanceof Error ? error.message : String(error));
  }
}

function ask(url: URL, address: string, authorization: string | undefined): Promise<IncomingMessage> {
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(
      {
        ...{ host: address, port: url.port || (secure ? 443 : 80), path: url.pathname + url.search },
        headers: {
          host: url.host,
          accept: "image/jpeg",
          ...(authorization === undefined ? {} : { authorization }),
        },
        // Cameras show certificates of their own making: what is protected here is the way, not the name.
        ...(secure ? { rejectUnauthorized: false, servername: isIP(url.hostname) ? "" : url.hostname } : {}),
        ...{ agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) },
      },
      resolve,
    );
    request.once("error", reject);
    request.end();
  });
}

async function read(response: IncomingMessage): Promise<Outcome<Uint8Array, PictureRefusal>> {
  const { statusCode = 0 } = response;
  if (statusCode !== 200) {
    response.destroy();
    return statusCode === 401 || statusCode === 403
      ? refuse("picture-denied", `the camera answered ${statusCode}`)
      : refuse("picture-unreachable", `the camera answered ${statusCode}`);
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MOST_BYTES) {
      response.destroy();
      return refuse("picture-invalid", `more than ${MOST_BYTES} bytes`);
    }
  }
  const picture = Buffer.concat(parts);
  // ITU-T T.81: SOI, and the next marker.
  return picture[0] === 0xff && picture[1] === 0xd8 && picture[2] === 0xff
    ? accept(picture)
    : refuse("picture-invalid", "what came is no JPEG");
}
