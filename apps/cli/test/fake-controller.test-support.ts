import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiRoute, allRoutes, PROBLEM_MEDIA, problemOf, type ReplyOf } from "@dalaba/api";

/** What the command asked, after the route's own schemas have read it. */
export interface Asked {
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies whose shape they assert.
  readonly body: any;
  readonly headers: IncomingMessage["headers"];
}

type Handler = (asked: Asked, response: ServerResponse) => void;

function pattern(route: ApiRoute): RegExp {
  return new RegExp(`^${route.path.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "([^/]+)")}$`);
}

/**
 * A controller that answers from fixtures, held to the contract on both sides: a request that its route does not
 * describe is kept in `faults`, and so is a fixture that is not what the route replies.
 */
export class FakeController {
  readonly asked: Asked[] = [];
  readonly faults: string[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #server: Server;
  #port = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeController> {
    const controller = new FakeController();
    await controller.listen();
    return controller;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Again on the same port, after `die`. */
  listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(this.#port, "127.0.0.1", () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** What is asked from now on finds nobody. */
  die(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  reset(): void {
    this.asked.length = 0;
    this.faults.length = 0;
    this.#handlers.clear();
  }

  /** Answers a JSON route. */
  on<R extends ApiRoute>(route: R, reply: ReplyOf<R> | ((asked: Asked) => ReplyOf<R>)): this {
    return this.raw(route, (asked, response) => {
      const value = typeof reply === "function" ? (reply as (asked: Asked) => ReplyOf<R>)(asked) : reply;
      const read = route.reply?.safeParse(value);
      if (read?.success === false) this.faults.push(`fixture of ${route.name}: ${read.error.message}`);
      if (value === undefined) response.writeHead(204).end();
      else json(response, route.status ?? 200, "application/json", value);
    });
  }

  /** Refuses as the controller would: with the registered title, status and next step. */
  refuse(route: ApiRoute, code: string, detail: string, params: Record<string, unknown> = {}): this {
    return this.raw(route, (_, response) => {
      const problem = problemOf(code, detail, params);
      json(response, problem.status, PROBLEM_MEDIA, problem);
    });
  }

  raw(route: ApiRoute, handler: Handler): this {
    this.#handlers.set(route.name, handler);
    return this;
  }

  /** What was asked of one route. */
  of(route: ApiRoute): Asked[] {
    return this.asked.filter((each) => each.route === route.name);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", this.url);
    const route = allRoutes().find(
      (each) => each.method === request.method?.toLowerCase() && pattern(each).test(url.pathname),
    );
    if (!route) {
      this.faults.push(`no route: ${request.method} ${url.pathname}`);
      return json(response, 404, PROBLEM_MEDIA, problemOf("no-such-route", url.pathname));
    }
    const asked = this.#read(route, url, request, Buffer.concat(chunks));
    this.asked.push(asked);
    const handler = this.#handlers.get(route.name);
    if (handler) handler(asked, response);
    else {
      this.faults.push(`not expected: ${route.name}`);
      json(response, 500, PROBLEM_MEDIA, problemOf("our-fault", `${route.name} is not in this test`));
    }
  }

  #read(route: ApiRoute, url: URL, request: IncomingMessage, bytes: Buffer): Asked {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    const values = (pattern(route).exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
    const params = Object.fromEntries(names.map((name, index) => [name, values[index] as string]));
    const query = Object.fromEntries(url.searchParams);
    const body = route.body ? JSON.parse(bytes.toString("utf8") || "null") : bytes.toString("utf8");
    for (const [part, schema, value] of [
      ["params", route.params, params],
      ["query", route.query, query],
      ["body", route.body, body],
    ] as const) {
      const read = schema?.safeParse(value);
      if (read?.success === false) this.faults.push(`${part} of ${route.name}: ${read.error.message}`);
    }
    const unknown = Object.keys(query).filter((name) => !(name in (route.query?.shape ?? {})));
    if (unknown.length > 0) this.faults.push(`${route.name} knows no query ${unknown.join()}`);
    return { route: route.name, params, query, body, headers: request.headers };
  }
}

export function json(response: ServerResponse, status: number, media: string, value: unknown): void {
  response.writeHead(status, { "content-type": media }).end(JSON.stringify(value));
}
