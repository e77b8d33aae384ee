import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";

/** What a TLS client sends first: a handshake record (RFC 8446, 5.1). */
const HANDSHAKE = 0x16;
/** Who connects and says nothing holds the connection no longer than this, ms. */
const FIRST_BYTE_MS = 10_000;
/** A plain connection is good for a page or a redirect, and is then over, ms. */
const PLAIN_LIFE_MS = 15_000;

/**
 * Lets whoever types http:// to the HTTPS port be answered: a connection that does not begin as TLS goes to `plain`,
 * which listens nowhere itself. Returns what ends the connections that `secure` does not count.
 */
export function splitByFirstByte(secure: HttpsServer, plain: HttpServer): () => void {
  const welcome = secure.listeners("connection") as ((this: HttpsServer, socket: Socket) => void)[];
  secure.removeAllListeners("connection");
  const uncounted = new Set<Socket>();
  secure.on("connection", (socket: Socket) => {
    const end = () => void socket.destroy();
    let timer = setTimeout(end, FIRST_BYTE_MS);
    uncounted.add(socket);
    socket.on("error", end);
    socket.once("close", () => {
      clearTimeout(timer);
      uncounted.delete(socket);
    });
    socket.once("readable", () => {
      clearTimeout(timer);
      const first = socket.read(1) as Buffer | null;
      if (first === null) {
        end();
        return;
      }
      socket.unshift(first);
      if (first[0] === HANDSHAKE) {
        uncounted.delete(socket);
        for (const each of welcome) each.call(secure, socket);
        return;
      }
      timer = setTimeout(end, PLAIN_LIFE_MS);
      plain.emit("connection", socket);
    });
  });
  return () => {
    for (const socket of uncounted) socket.destroy();
  };
}
