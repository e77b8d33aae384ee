import { expect, test } from "vitest";
import { readEventStream, type StreamEvent } from "./event-stream";

async function read(text: string, size: number): Promise<StreamEvent[]> {
  const bytes = new TextEncoder().encode(text);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(chunks())) events.push(event);
  return events;
}

const TEXT =
  'retry: 2000\nid: 5\n: follows\n\nid: 6\ndata: {"name":"东村"}\n\nevent: problem\r\ndata: a\r\ndata: b\r\n\r\nid: 7\n\nid: 8\ndata: cut';

test.each([1, 2, 7, 1_000])(
  "in pieces of %i bytes: ids, data of several lines, beats, and nothing of a cut one",
  async (size) => {
    expect(await read(TEXT, size)).toEqual([
      { id: "5", type: "message", data: undefined },
      { id: "6", type: "message", data: '{"name":"东村"}' },
      { id: "6", type: "problem", data: "a\nb" },
      { id: "7", type: "message", data: undefined },
    ]);
  },
);
