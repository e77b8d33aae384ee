import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import type { Visitor } from "./context";
import type { AppEnv } from "./env";

const AGENT_MAX = 200;

/** The peer of the socket. A proxy's X-Forwarded-For is not believed: anyone can send one. */
export function visitorOf(c: Context<AppEnv>): Visitor {
  const address = c.env?.incoming?.socket?.remoteAddress ?? "unknown";
  return {
    address: address.replace(/^::ffff:/, ""),
    requestId: randomUUID(),
    agent: (c.req.header("user-agent") ?? "").replace(/[^\x20-\x7e]/g, "?").slice(0, AGENT_MAX),
  };
}
