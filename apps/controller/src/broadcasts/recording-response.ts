import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { type Refusal, refuse } from "@dalaba/core";

/** A recording as Ogg Opus, whole or one range of it (RFC 9110 section 14), streamed at the listener's pace. */
export function recordingResponse(file: string, range: string | undefined): Response | Refusal {
  let size: number;
  try {
    size = statSync(file).size;
  } catch {
    return refuse("no-recording", "the file is not there any more");
  }
  const headers = {
    "content-type": "audio/ogg",
    "accept-ranges": "bytes",
    "cache-control": "private, no-store",
  };
  const asked = range === undefined ? undefined : rangeOf(range, size);
  if (asked === "outside")
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } });
  const { from, to } = asked ?? { from: 0, to: size - 1 };
  const length = to - from + 1;
  const body = length <= 0 ? null : streamOf(file, from, to);
  return new Response(body, {
    status: asked === undefined ? 200 : 206,
    headers: {
      ...headers,
      "content-length": String(Math.max(0, length)),
      ...(asked === undefined ? {} : { "content-range": `bytes ${from}-${to}/${size}` }),
    },
  });
}

function streamOf(file: string, start: number, end: number): ReadableStream {
  return Readable.toWeb(createReadStream(file, { start, end })) as unknown as ReadableStream;
}

/** One range in bytes, both ends inclusive; undefined (all of it) for what is not one range. */
export function rangeOf(
  header: string,
  size: number,
): { readonly from: number; readonly to: number } | "outside" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const last = size - 1;
  if (match[1] === "") {
    const tail = Number(match[2]);
    return tail === 0 || size === 0 ? "outside" : { from: Math.max(0, size - tail), to: last };
  }
  const from = Number(match[1]);
  const to = match[2] === "" ? last : Math.min(Number(match[2]), last);
  if (from > last) return "outside";
  return to < from ? undefined : { from, to };
}
