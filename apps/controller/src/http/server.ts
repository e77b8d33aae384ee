import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Outcome, refuse } from "@dalaba/core";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { AppEnv } from "./env";

/** The head of a request, all of it, silence on a connection, and between two requests, ms. */
const TIMEOUTS = { headers: 10_000, request: 60_000, silence: 75_000, keepAlive: 10_000 } as const;
const CONNECTIONS_MAX = 2_000;
/** What a closing server waits for answers under way, ms. */
const DRAIN_MS = 1_000;

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens; `port-taken` and the like come back as a value that names the setting to change. */
export function listen(
  app: Hono<AppEnv>,
  where: { readonly host: string; readonly port: number },
): Promise<Outcome<HttpServer, "port-taken" | "address-unusable">> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  server.headersTimeout = TIMEOUTS.headers;
  server.requestTimeout = TIMEOUTS.request;
  server.keepAliveTimeout = TIMEOUTS.keepAlive;
  // A reader that stopped reading holds its connection no longer than this.
  server.setTimeout(TIMEOUTS.silence);
  server.maxConnections = CONNECTIONS_MAX;
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(listenRefusal(error, where)));
    server.listen(where.port, where.host, () => {
      const { port } = server.address() as AddressInfo;
      resolve({ ok: true, value: { port, close: () => closeServer(server) } });
    });
  });
}

function listenRefusal(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }) {
  if (error.code === "EADDRINUSE" || error.code === "EACCES")
    return refuse("port-taken", `port ${port} (HTTP): ${error.code}; set DALABA_HTTP_PORT to a free port`, {
      setting: "DALABA_HTTP_PORT",
      port,
    });
  return refuse("address-unusable", `${host}: ${error.code}; set DALABA_HOST to an address of this machine`, {
    setting: "DALABA_HOST",
    host,
  });
}

/** Streams end at once, answers under way get a moment. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
