import { API_PREFIX } from "@dalaba/api";
import { refuse } from "@dalaba/core";
import { problemResponse } from "./problem-response";

/** Pages that a device must reach before it trusts our certificate, and the style they are shown in. */
const OPEN = /^\/(trust(\/.*)?|style\.css)$/;
const READING = ["GET", "HEAD"];

type Fetch<E> = (request: Request, env: E) => Response | Promise<Response>;

/**
 * What plain HTTP gets on the HTTPS port: how to trust us, and for everything else the way to the same page over HTTPS.
 * What would act is refused instead: its password has crossed the network in clear, and must not do so again unseen.
 */
export function plainDoor<E>(app: Fetch<E>): Fetch<E> {
  return async (request, env) => {
    const url = new URL(request.url);
    const reading = READING.includes(request.method);
    // Nothing that says who someone is goes along.
    if (reading && OPEN.test(url.pathname))
      return lastAnswer(await app(new Request(url, { method: request.method }), env));
    const secure = secureUrl(url);
    if (!reading || url.pathname.startsWith(API_PREFIX))
      return lastAnswer(
        problemResponse(refuse("https-only", `this is ${secure.origin}`, { url: secure.origin }), ""),
      );
    // Not for good: HTTPS may be turned off again.
    const headers = { location: secure.href, "cache-control": "no-store" };
    return lastAnswer(new Response(null, { status: 307, headers }));
  };
}

/** An address without a port was port 80, which is not where https:// looks. */
function secureUrl(url: URL): URL {
  const secure = new URL(url);
  secure.protocol = "https:";
  secure.port = url.port === "" ? "80" : url.port;
  return secure;
}

function lastAnswer(response: Response): Response {
  response.headers.set("connection", "close");
  return response;
}
