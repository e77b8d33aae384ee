import { createHmac, randomBytes } from "node:crypto";

/**
 * The headers that sign an event for `POST /hooks/{source}` (Standard Webhooks 1.0.0), for programs.
 * @param key as the controller showed it: `whsec_` and base64
 */
export function webhookHeaders(key: string, body: string, nowUtcMs: number): Record<string, string> {
  const id = `msg_${randomBytes(12).toString("hex")}`;
  const at = Math.floor(nowUtcMs / 1_000);
  const secret = Buffer.from(key.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", secret).update(`${id}.${at}.${body}`).digest("base64");
  return {
    ...{ "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(at) },
    "webhook-signature": `v1,${signature}`,
  };
}
