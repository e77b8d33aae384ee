import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { accept, type Outcome, refuse } from "@dalaba/core";
import type { CameraNetworks } from "./camera-networks";
import { authorizationFor, type Login } from "./digest-login";

export type CameraRefusal = "camera-not-allowed" | "picture-unreachable" | "picture-denied";

export interface CameraRequest {
  readonly url: URL;
  readonly login: Login | undefined;
  readonly networks: CameraNetworks;
  readonly accept: string;
  /** Ends the request and what it reads. */
  readonly signal: AbortSignal;
}

/**
 * A camera's answer of status 200, its body not yet read. The name is resolved once and the address that was allowed is the
 * one that is connected to, so that no second answer of a name server leads elsewhere; redirects are not followed.
 */
export async function askCamera(request: CameraRequest): Promise<Outcome<IncomingMessage, CameraRefusal>> {
  const { url, login, networks } = request;
  const name = hostOf(url);
  const address = isIP(name)
    ? name
    : await lookup(name)
        .then((found) => found.address)
        .catch(() => undefined);
  if (address === undefined) return refuse("picture-unreachable", `${name} is not known`);
  const allowed = networks.allows(address, portOf(url));
  if (!allowed.ok) return allowed;
  try {
    const first = await get(request, address, undefined);
    const challenge = first.headers["www-authenticate"];
    if (first.statusCode !== 401 || challenge === undefined || login === undefined) return answered(first);
    first.destroy();
    const asked = { method: "GET", path: url.pathname + url.search };
    const answer = authorizationFor(challenge, login, asked, randomBytes(8).toString("hex"));
    if (answer === undefined)
      return refuse("picture-denied", "the camera asks for a login of an unknown kind");
    return answered(await get(request, address, answer));
  } catch (error) {
    return refuse("picture-unreachable", error instanceof Error ? error.message : String(error));
  }
}

function answered(response: IncomingMessage): Outcome<IncomingMessage, CameraRefusal> {
  const { statusCode = 0 } = response;
  if (statusCode === 200) return accept(response);
  response.destroy();
  return statusCode === 401 || statusCode === 403
    ? refuse("picture-denied", `the camera answered ${statusCode}`)
    : refuse("picture-unreachable", `the camera answered ${statusCode}`);
}

function get(
  { url, accept: media, signal }: CameraRequest,
  address: string,
  authorization: string | undefined,
): Promise<IncomingMessage> {
  const secure = url.protocol === "https:";
  const headers = {
    host: url.host,
    accept: media,
    ...(authorization === undefined ? {} : { authorization }),
  };
  const name = hostOf(url);
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(
      {
        ...{
          host: address,
          port: portOf(url),
          path: url.pathname + url.search,
          headers,
          agent: false,
          signal,
        },
        // Cameras show certificates of their own making: what is protected here is the way, not the name.
        ...(secure ? { rejectUnauthorized: false, servername: isIP(name) ? "" : name } : {}),
      },
      resolve,
    );
    request.once("error", reject);
    request.end();
  });
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");
const portOf = (url: URL): number => Number(url.port) || (url.protocol === "https:" ? 443 : 80);
