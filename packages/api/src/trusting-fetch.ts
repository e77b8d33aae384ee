import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { Readable } from "node:stream";

/** Answers that have no body (Fetch standard, null body status). */
const BODYLESS = [101, 204, 205, 304];

/**
 * `fetch` for programs, which trusts one authority (PEM) and no other: the global one takes none per request. It follows
 * no redirect, and takes the bodies that the typed client sends: text and bytes.
 */
export function trustingFetch(ca: string): typeof fetch {
  const agent = new Agent({ ca, keepAlive: true });
  return (input, init = {}) =>
    new Promise<Response>((resolve, reject) => {
      const { method = "GET", headers, body, signal } = init;
      signal?.throwIfAborted();
      const url = input instanceof Request ? input.url : input;
      const asked = request(url, { agent, method, headers: Object.fromEntries(new Headers(headers)) });
      let answer: IncomingMessage | undefined;
      const abort = (): void => {
        answer?.destroy(signal?.reason);
        asked.destroy(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
      asked.once("close", () => signal?.removeEventListener("abort", abort));
      asked.once("error", (error) =>
        reject(signal?.aborted ? signal.reason : new TypeError("fetch failed", { cause: error })),
      );
      asked.once("response", (response) => {
        answer = response;
        resolve(responseOf(response));
      });
      asked.end(body as string | Uint8Array | undefined);
    });
}

function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  const bare = BODYLESS.includes(status);
  if (bare) message.resume();
  const body = bare ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
  return new Response(body, { status, headers });
}
