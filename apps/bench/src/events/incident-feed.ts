import { API_PREFIX } from "@dalaba/api";
import { nowUs } from "../talk/wait";

/** Listens to the event feed as a console does, and notes when it heard of each incident for the first time. */
export class IncidentFeed {
  readonly #heardUs = new Map<string, number>();
  readonly #abort = new AbortController();

  static async follow(url: string, token: string): Promise<IncidentFeed> {
    const feed = new IncidentFeed();
    const answer = await fetch(`${url}${API_PREFIX}/events`, {
      headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
      signal: feed.#abort.signal,
    });
    if (answer.body === null) throw new Error("the feed has no body");
    void feed.#read(answer.body as unknown as AsyncIterable<Uint8Array>);
    return feed;
  }

  /** CLOCK_MONOTONIC, µs. */
  heardUs(incident: string): number | undefined {
    return this.#heardUs.get(incident);
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let kept = "";
    try {
      for await (const part of body) {
        const atUs = nowUs();
        kept += decoder.decode(part, { stream: true });
        const lines = kept.split("\n");
        kept = lines.pop() ?? "";
        for (const line of lines) {
          if (!line.startsWith("data: {")) continue;
          const { kind, subject } = JSON.parse(line.slice(6)) as { kind: string; subject: string };
          if (kind === "incident-changed" && !this.#heardUs.has(subject)) this.#heardUs.set(subject, atUs);
        }
      }
    } catch {
      // Closed: the bench has read what it wanted.
    }
  }
}
