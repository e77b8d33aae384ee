import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { TalkServer } from "./talk-server";

/** Uplinks of the controller at once: as many broadcasts as may be on air. */
const MAX_CONNECTIONS = 64;

/**
 * The talk uplink without a network: a Unix socket that only this user may open. What the controller plays comes in
 * here, whatever address, port and certificate the uplink for people has. The same tickets, the same rules.
 */
export class LocalTalkDoor {
  readonly #server: Server;

  private constructor(talks: TalkServer) {
    this.#server = createServer((_request, response) => {
      response.writeHead(426, { connection: "close" });
      response.end();
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on("upgrade", (request, socket, head) => talks.upgrade(request, socket, head));
    this.#server.on("clientError", (_error, socket) => socket.destroy());
  }

  /** Takes over a socket that a dead process left: `air` has made sure that no other serves this folder. */
  static async open(path: string, talks: TalkServer): Promise<LocalTalkDoor> {
    const door = new LocalTalkDoor(talks);
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      door.#server.once("error", reject);
      // Bound within the call, so that nobody else may ever open it.
      const before = process.umask(0o177);
      door.#server.listen(path, () => {
        door.#server.off("error", reject);
        // A door that fails later shows as a broadcast that does not start.
        door.#server.on("error", () => {});
        resolve();
      });
      process.umask(before);
    });
    return door;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
