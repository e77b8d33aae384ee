import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { CLIP_PATH, type Credentials } from "@dalaba/protocol";
import type { FetchAnswer, FetchAsk } from "../programme/file-fetcher";

/** Fetches parts of clips for all devices of a fleet, over a few connections (SPEC 13.2). */

const TIMEOUT_MS = 15_000;
const MOST_SOCKETS = 8;
const MOST_WAIT_S = 600;

export class ClipClient {
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: MOST_SOCKETS });
  readonly #https = new Map<string, HttpsAgent>();

  /** False where the credentials name no address. `done` is called once, later. */
  fetch(
    { httpUrl, caPem }: Credentials,
    ask: FetchAsk,
    authorization: string,
    done: (answer: FetchAnswer) => void,
  ): boolean {
    const base = URL.canParse(httpUrl) ? new URL(httpUrl) : undefined;
    if (base === undefined) return false;
    const url = new URL(`${CLIP_PATH}${ask.sha256}`, base);
    const secure = url.protocol === "https:";
    const options = {
      agent: secure ? this.#agentOf(caPem) : this.#http,
      headers: { authorization, range: `bytes=${ask.from}-${ask.to}` },
      timeout: TIMEOUT_MS,
    };
    let over = false;
    const answer = (said: FetchAnswer): void => {
      if (!over) done(said);
      over = true;
    };
    const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on("data", (part: Buffer) => {
        length += part.length;
        if (length > ask.to - ask.from + 1) request.destroy();
        else parts.push(part);
      });
      response.on("end", () => answer(readAnswer(response.statusCode ?? 0, response.headers, parts)));
      response.on("error", () => answer({ kind: "failed" }));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => answer({ kind: "failed" }));
    request.on("close", () => answer({ kind: "failed" }));
    request.end();
    return true;
  }

  close(): void {
    this.#http.destroy();
    for (const agent of this.#https.values()) agent.destroy();
  }

  #agentOf(ca: string | undefined): HttpsAgent {
    const known = this.#https.get(ca ?? "");
    if (known) return known;
    const agent = new HttpsAgent({ keepAlive: true, maxSockets: MOST_SOCKETS, ...(ca ? { ca } : {}) });
    this.#https.set(ca ?? "", agent);
    return agent;
  }
}

function readAnswer(
  status: number,
  headers: Readonly<Record<string, unknown>>,
  parts: readonly Buffer[],
): FetchAnswer {
  if (status === 206 || status === 200) return { kind: "part", bytes: new Uint8Array(Buffer.concat(parts)) };
  if (status === 401 || status === 404) return { kind: "refused" };
  if (status !== 429 && status !== 503) return { kind: "failed" };
  const seconds = Number(headers["retry-after"]);
  return { kind: "later", seconds: seconds > 0 ? Math.min(MOST_WAIT_S, seconds) : 10 };
}
