import { createHmac, randomBytes } from "node:crypto";
import { Agent, request } from "node:http";

export interface SentEvent {
  readonly id: string;
  readonly camera: string;
  readonly kind: string;
  readonly state?: "start" | "moment" | "end";
}

export interface Answered {
  readonly status: number;
  readonly body: { readonly event?: string | null; readonly incident?: string | null };
}

/** Sends events as a platform does: signed (docs/cameras.md), over connections that stay open. */
export class EventSender {
  readonly #url: URL;
  readonly #key: Buffer;
  readonly #agent: Agent;
  #messages = 0;

  /** @param key as the controller showed it: `whsec_` and base64 */
  constructor(url: string, key: string, connections: number) {
    this.#url = new URL(url);
    this.#key = Buffer.from(key.replace(/^whsec_/, ""), "base64");
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  send(event: SentEvent): Promise<Answered> {
    const body = JSON.stringify({ state: "moment", ...event });
    const id = `msg_${this.#messages++}_${randomBytes(4).toString("hex")}`;
    const at = Math.floor(Date.now() / 1_000);
    const signature = createHmac("sha256", this.#key).update(`${id}.${at}.${body}`).digest("base64");
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#url,
        {
          ...{ method: "POST", agent: this.#agent },
          headers: {
            ...{ "content-type": "application/json", "content-length": Buffer.byteLength(body) },
            ...{ "webhook-id": id, "webhook-timestamp": at, "webhook-signature": `v1,${signature}` },
          },
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (part: string) => {
            text += part;
          });
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Answered["body"] }),
          );
          response.on("error", reject);
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
