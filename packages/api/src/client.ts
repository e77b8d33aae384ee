import type { Problem } from "./contract/problem";
import { PROBLEM_MEDIA, problemOf } from "./contract/problem-of";
import type { RouteSpec } from "./contract/route";
import type { InputOf, ReplyOf } from "./contract/route-types";

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** Bearer token. In a browser leave it out: the cookie goes along by itself. */
  readonly token?: string;
  /** `Cookie` header, for what is not a browser and signed in with a cookie. */
  readonly cookie?: string;
  readonly fetch?: typeof fetch;
}

export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly value: T; readonly response: Response }
  | { readonly ok: false; readonly status: number; readonly problem: Problem };

export interface Client {
  /** Calls a JSON route. Never throws for a refusal or a dead server: `controller-unreachable` has status 0. */
  call<R extends RouteSpec>(
    route: R,
    ...input: object extends InputOf<R>
      ? [input?: InputOf<R>, signal?: AbortSignal]
      : [input: InputOf<R>, signal?: AbortSignal]
  ): Promise<Answer<ReplyOf<R>>>;
  /** The raw response of a route whose answer is no JSON (a recording, a stream); refusals become an answer. */
  open<R extends RouteSpec>(
    route: R,
    input: InputOf<R>,
    options?: { readonly headers?: Readonly<Record<string, string>>; readonly signal?: AbortSignal },
  ): Promise<Answer<Response>>;
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;
  const open: Client["open"] = async (route, input, more = {}) => {
    const { url, init } = requestOf(route, input, options);
    try {
      const headers = { ...init.headers, ...more.headers };
      const response = await send(url, { ...init, headers, ...(more.signal ? { signal: more.signal } : {}) });
      if (response.ok) return { ok: true, status: response.status, value: response, response };
      return { ok: false, status: response.status, problem: await problemIn(response) };
    } catch (error) {
      if (more.signal?.aborted) throw error;
      const problem = problemOf("controller-unreachable", `${options.baseUrl}: ${whyOf(error)}`, {
        url: options.baseUrl,
      });
      return { ok: false, status: 0, problem };
    }
  };
  return {
    open,
    async call(route, ...[input, signal]) {
      const answer = await open(route, (input ?? {}) as InputOf<typeof route>, signal ? { signal } : {});
      if (!answer.ok) return answer;
      const { response, status } = answer;
      const json = /\bjson\b/.test(response.headers.get("content-type") ?? "");
      const value = (json ? await response.json() : undefined) as ReplyOf<typeof route>;
      return { ok: true, status, value, response };
    },
  };
}

interface AnyInput {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly bytes?: { readonly media: string; readonly data: string | Uint8Array<ArrayBuffer> } | undefined;
}

function requestOf(route: RouteSpec, input: AnyInput, options: ClientOptions) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name] ?? "")),
  );
  const url = new URL(path, options.baseUrl);
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  const headers: Record<string, string> = { "x-dalaba": "1", accept: "application/json" };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (options.cookie !== undefined) headers.cookie = options.cookie;
  const init: RequestInit & { headers: Record<string, string> } = {
    method: route.method.toUpperCase(),
    headers,
  };
  if (input.bytes !== undefined) {
    headers["content-type"] = input.bytes.media;
    init.body = input.bytes.data;
  } else if (input.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(input.body);
  }
  return { url, init };
}

async function problemIn(response: Response): Promise<Problem> {
  const said = response.headers.get("content-type") ?? "";
  const text = await response.text().catch(() => "");
  if (said.includes(PROBLEM_MEDIA)) {
    try {
      return JSON.parse(text) as Problem;
    } catch {
      // Falls through: whatever stands in between spoke, not the controller.
    }
  }
  return {
    ...problemOf("not-a-controller", `status ${response.status}: ${text.slice(0, 200)}`),
    status: response.status,
  };
}

function whyOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && cause.message !== "") return cause.message;
  return error instanceof Error ? error.message : String(error);
}
