import { Agent, request } from "node:http";
import { webhookHeaders } from "@dalaba/api/node";

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
  readonly #key: string;
  readonly #agent: Agent;

  /** @param key as the controller showed it: `whsec_` and base64 */
  constructor(url: string, key: string, connections: number) {
    this.#url = new URL(url);
    this.#key = key;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  send(event: SentEvent): Promise<Answered> {
    const body = JSON.stringify({ state: "moment", ...event });
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#url,
        {
          ...{ method: "POST", agent: this.#agent },
          headers: {
            ...webhookHeaders(this.#key, body, Date.now()),
            "content-length": Buffer.byteLength(body),
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
