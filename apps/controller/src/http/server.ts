import type { Server } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Outcome, refuse } from "@dalaba/core";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { ServerCertificate } from "../tls";
import type { AppEnv } from "./env";
import { splitByFirstByte } from "./first-byte";
import { plainDoor } from "./plain-door";

/** The head of a request, all of it, silence on a connection, and between two requests, ms. */
const TIMEOUTS = { headers: 10_000, request: 60_000, silence: 75_000, keepAlive: 10_000 } as const;
/** A TLS handshake takes a round trip or two, ms. */
const HANDSHAKE_MS = 10_000;
const CONNECTIONS_MAX = 2_000;
/** What a closing server waits for answers under way, ms. */
const DRAIN_MS = 1_000;

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Whoever hands over the certificate, now and whenever there is a new one. */
export interface Tls {
  follow(use: (certificate: Pick<ServerCertificate, "cert" | "key">) => void): void;
}

/** Listens; `port-taken` and the like come back as a value that names the setting to change. */
export function listen(
  app: Hono<AppEnv>,
  where: { readonly host: string; readonly port: number },
  tls: Tls | null = null,
): Promise<Outcome<HttpServer, "port-taken" | "address-unusable">> {
  const { server, end } = tls === null ? plainServer(app) : secureServer(app, tls);
  server.maxConnections = CONNECTIONS_MAX;
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(listenRefusal(error, where)));
    server.listen(where.port, where.host, () => {
      const { port } = server.address() as AddressInfo;
      resolve({ ok: true, value: { port, close: () => closeServer(server, end) } });
    });
  });
}

interface MadeServer {
  readonly server: Server | HttpsServer;
  /** Ends connections that the server itself does not know. */
  end(): void;
}

function plainServer({ fetch }: Pick<Hono<AppEnv>, "fetch">): MadeServer {
  const server = limited(createAdaptorServer({ fetch, overrideGlobalObjects: false }) as Server);
  return { server, end: () => undefined };
}

/** HTTPS, and for plain HTTP on the same port the way there. */
function secureServer(app: Hono<AppEnv>, tls: Tls): MadeServer {
  const server = limited(
    createAdaptorServer({
      fetch: app.fetch,
      overrideGlobalObjects: false,
      createServer: createHttpsServer,
      serverOptions: { handshakeTimeout: HANDSHAKE_MS },
    }) as HttpsServer,
  );
  // Only for connections to come: whoever is connected stays so.
  tls.follow(({ cert, key }) => server.setSecureContext({ cert, key }));
  return {
    server,
    end: splitByFirstByte(server, plainServer({ fetch: plainDoor(app.fetch) }).server as Server),
  };
}

function limited<S extends Server | HttpsServer>(server: S): S {
  server.headersTimeout = TIMEOUTS.headers;
  server.requestTimeout = TIMEOUTS.request;
  server.keepAliveTimeout = TIMEOUTS.keepAlive;
  // A reader that stopped reading holds its connection no longer than this.
  server.setTimeout(TIMEOUTS.silence);
  return server;
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
function closeServer(server: Server | HttpsServer, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
    end();
  });
}
