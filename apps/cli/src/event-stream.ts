/** One event of a text/event-stream; `data` is undefined where only the place to resume from moved. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly type: string;
  readonly data: string | undefined;
}

/** Reads server-sent events (WHATWG HTML 9.2.6): fields by line, an empty line ends an event. */
export async function* readEventStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  let id: string | undefined;
  let type = "message";
  let data: string[] = [];
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        yield { id, type, data: data.length > 0 ? data.join("\n") : undefined };
        type = "message";
        data = [];
        continue;
      }
      const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (field === "id") id = value;
      else if (field === "event") type = value;
      else if (field === "data") data.push(value);
    }
  }
}
