import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import { CertificateFile, type CertificateFiles } from "../tls/certificate-file";

/** Far above any town (佛山三水: 2,615 speakers); strangers cannot fill the process with sockets beyond it. */
const MAX_CONNECTIONS = 8192;
/** A whole handshake, ms. A town that comes back at once takes a second of it (P-256: about 0.3 ms each). */
const HANDSHAKE_MS = 10_000;
const BACKLOG = 4096;

export interface SpeakerListenerParts {
  /** A connection, after its handshake where there is one. */
  welcome(socket: Socket): void;
  /** The listener itself failed. */
  onFault(detail: string): void;
}

/** Where speakers connect: plain, or over TLS 1.2 and later with a certificate that is followed while it is renewed. */
export class SpeakerListener {
  readonly #parts: SpeakerListenerParts;
  readonly #server: Server | TlsServer;
  readonly #certificate: CertificateFile | undefined;
  /** Sockets in their handshake: nobody else knows of them. */
  readonly #shaking = new Set<Socket>();
  #unfollow: () => void = () => {};

  constructor(parts: SpeakerListenerParts, certificate: CertificateFiles | null) {
    this.#parts = parts;
    this.#certificate = certificate ? new CertificateFile(certificate) : undefined;
    this.#server = this.#certificate
      ? this.#secure()
      : createServer({ noDelay: true }, (socket) => parts.welcome(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  #secure(): TlsServer {
    const server = createTlsServer({ noDelay: true, handshakeTimeout: HANDSHAKE_MS }, (socket) =>
      this.#parts.welcome(socket),
    );
    server.on("connection", (socket: Socket) => {
      this.#shaking.add(socket);
      socket.once("close", () => this.#shaking.delete(socket));
    });
    // Whoever cannot shake hands is gone already; it has no name to be counted under.
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    return server;
  }

  /** Rejects with the system's error when the port is taken, and where the certificate cannot be used. */
  async listen(host: string, port: number): Promise<number> {
    this.#follow();
    const server = this.#server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, backlog: BACKLOG }, () => {
        server.off("error", reject);
        server.on("error", (error) => this.#parts.onFault(error.message));
        resolve((server.address() as { port: number }).port);
      });
    });
  }

  /** A new certificate is for those who connect from then on. */
  #follow(): void {
    const certificate = this.#certificate;
    if (!certificate) return;
    const server = this.#server as TlsServer;
    const first = certificate.read();
    if (!first.ok) throw new Error(first.detail);
    server.setSecureContext(first.value);
    this.#unfollow = certificate.watch((read) => {
      // The controller says what is wrong with it.
      if (read.ok) server.setSecureContext(read.value);
    });
  }

  /** Takes no more connections; resolves when the last one is gone, so end those first or meanwhile. */
  close(): Promise<void> {
    this.#unfollow();
    return new Promise((resolve) => {
      if (!this.#server.listening) return resolve();
      this.#server.close(() => resolve());
      for (const socket of this.#shaking) socket.destroy();
    });
  }
}
