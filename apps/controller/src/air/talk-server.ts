import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import {
  MAX_UPLINK_BYTES,
  TALK_PATH,
  TALK_SUBPROTOCOL,
  type TalkServerMessage,
  type UplinkCode,
} from "@dalaba/api";
import { ALERT_PRIORITY } from "@dalaba/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import type { Log } from "../log";
import { CertificateFile, type CertificateFiles } from "../tls/certificate-file";
import type { Clocks } from "./clocks";
import type { Counters } from "./counters";
import { MAX_LIVE, type OnAir } from "./on-air";
import { TalkConnection } from "./talk-connection";
import type { Ticket } from "./ticket";
import type { TicketShelf } from "./ticket-shelf";

/** Connections at once, those that are only being refused included. */
const MAX_CONNECTIONS = 128;

interface UplinkFault {
  readonly code: UplinkCode;
  readonly detail: string;
}

const NO_TICKET: UplinkFault = {
  code: "uplink-ticket",
  detail: "the ticket is unknown, used or over 30 s old",
};

export interface TalkServerParts {
  readonly shelf: TicketShelf;
  readonly onAir: OnAir;
  readonly clocks: Clocks;
  readonly counters: Counters;
  readonly log: Log;
  /** With one it is `wss`. */
  readonly certificate?: CertificateFiles | null;
}

const NO_PAGE: RequestListener = (_request, response) => {
  response.writeHead(426, { "content-type": "text/plain", connection: "close" });
  response.end("This port takes talk uplinks (WebSocket) alone.\n");
};

/** Between two records of a handshake, ms. */
const HANDSHAKE_MS = 5000;

/** The talk uplink: `ws://HOST:AIR_PORT/talk?ticket=T`. A ticket is used up by the first connection that shows it. */
export class TalkServer {
  readonly #parts: TalkServerParts;
  readonly #server: Server | HttpsServer;
  readonly #certificate: CertificateFile | undefined;
  #unfollow: () => void = () => {};
  readonly #sockets: WebSocketServer;
  readonly #talks = new Set<TalkConnection>();

  constructor(parts: TalkServerParts) {
    this.#parts = parts;
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_UPLINK_BYTES,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(TALK_SUBPROTOCOL) ? TALK_SUBPROTOCOL : false),
    });
    this.#certificate = parts.certificate ? new CertificateFile(parts.certificate) : undefined;
    this.#server = this.#certificate
      ? createHttpsServer({ noDelay: true, handshakeTimeout: HANDSHAKE_MS }, NO_PAGE)
      : createServer({ noDelay: true }, NO_PAGE);
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.headersTimeout = 5000;
    this.#server.requestTimeout = 5000;
    this.#server.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
    this.#server.on("clientError", (_error, socket) => socket.destroy());
  }

  /** Rejects with the system's error when the port is taken, and where the certificate cannot be used. */
  async listen(host: string, port: number): Promise<number> {
    this.#follow();
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        this.#server.on("error", (error) =>
          this.#parts.log.error(
            { err: error },
            "the talk listener failed; restart air if talks do not start",
          ),
        );
        resolve((this.#server.address() as { port: number }).port);
      });
    });
  }

  /** A new certificate is for uplinks to come; whoever speaks goes on. */
  #follow(): void {
    const certificate = this.#certificate;
    if (!certificate) return;
    const server = this.#server as HttpsServer;
    const first = certificate.read();
    if (!first.ok) throw new Error(first.detail);
    server.setSecureContext(first.value);
    this.#unfollow = certificate.watch((read) => {
      // The controller says what is wrong with it.
      if (read.ok) server.setSecureContext(read.value);
    });
  }

  /** Takes an uplink that came in by another door. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const url = URL.canParse(request.url ?? "", "http://air")
      ? new URL(request.url ?? "", "http://air")
      : null;
    if (url?.pathname !== TALK_PATH) {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (connection) => {
      this.#welcome(connection, url.searchParams.get("ticket") ?? "", request.headers.origin);
    });
  }

  #welcome(connection: WebSocket, secret: string, origin: string | undefined): void {
    const { shelf, onAir, clocks, counters } = this.#parts;
    const ticket = shelf.peek(secret, clocks.utcMs());
    const fault = ticket ? this.#fault(ticket, origin) : NO_TICKET;
    if (!ticket || fault) {
      this.#refuse(connection, fault ?? NO_TICKET, origin);
      return;
    }
    shelf.drop(secret);
    const talk = new TalkConnection(connection, ticket, { onAir, clocks, counters });
    this.#talks.add(talk);
    connection.once("close", () => this.#talks.delete(talk));
    counters.add("uplinks_total");
  }

  #fault(ticket: Ticket, origin: string | undefined): UplinkFault | undefined {
    if (origin !== undefined && !ticket.allowedOrigins?.includes(origin))
      return { code: "uplink-origin", detail: "this page may not open a talk" };
    // An alarm is never turned away for what is below it.
    if (this.#parts.onAir.live().length >= MAX_LIVE && ticket.priority < ALERT_PRIORITY)
      return { code: "uplink-busy", detail: `${MAX_LIVE} broadcasts are on air` };
    return undefined;
  }

  #refuse(connection: WebSocket, { code, detail }: UplinkFault, origin: string | undefined): void {
    const { counters, log } = this.#parts;
    counters.add("uplink_refused_total");
    log.warn({ code, origin: origin?.slice(0, 200) }, "a talk uplink was refused; ask for a new ticket");
    connection.on("error", () => {});
    connection.send(JSON.stringify({ type: "error", code, detail } satisfies TalkServerMessage));
    connection.close(1008, code);
    setTimeout(() => connection.terminate(), 2000).unref();
  }

  async close(): Promise<void> {
    this.#unfollow();
    for (const talk of this.#talks) talk.shut();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
      for (const client of this.#sockets.clients) client.terminate();
    });
  }
}
