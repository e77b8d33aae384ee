/** One block of a stream of server-sent events (WHATWG HTML 9.2.6): an event, or a beat that has an id alone. */
export interface SseBlock {
  readonly id: number | null;
  readonly event: string;
  /** Null: a comment or a beat. */
  readonly data: string | null;
}

/**
 * Cuts text as it arrives into blocks. Not the browser's `EventSource`: that one keeps comments to itself, and without
 * them nobody can tell a quiet town from a dead line.
 */
export class SseReader {
  #rest = "";

  push(text: string): readonly SseBlock[] {
    const parts = (this.#rest + text).replace(/\r\n?/g, "\n").split("\n\n");
    this.#rest = parts.pop() ?? "";
    return parts.map(blockOf);
  }
}

function blockOf(text: string): SseBlock {
  let id: number | null = null;
  let event = "message";
  let data: string | null = null;
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") id = /^\d+$/.test(value) ? Number(value) : id;
    else if (field === "event") event = value;
    else if (field === "data") data = data === null ? value : `${data}\n${value}`;
  }
  return { id, event, data };
}
