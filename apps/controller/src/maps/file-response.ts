import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { rangeOf } from "../broadcasts/recording-response";
import type { MapFile } from "./map-path";

/** What a request says of what it has and wants. */
export interface FileWish {
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** A file whole, in one range, or not at all where the asker has it (RFC 9110 sections 13 and 14). */
export function fileResponse(file: MapFile, type: string, wish: FileWish): Response {
  const headers = headersOf(file.etag, type);
  if (isKnown(file.etag, wish.ifNoneMatch)) return new Response(null, { status: 304, headers });
  headers.set("accept-ranges", "bytes");
  const current = wish.ifRange === undefined || wish.ifRange === file.etag;
  const asked = wish.range === undefined || !current ? undefined : rangeOf(wish.range, file.bytes);
  if (asked === "outside") {
    headers.set("content-range", `bytes */${file.bytes}`);
    return new Response(null, { status: 416, headers });
  }
  const { from, to } = asked ?? { from: 0, to: file.bytes - 1 };
  headers.set("content-length", String(to - from + 1));
  if (asked !== undefined) headers.set("content-range", `bytes ${from}-${to}/${file.bytes}`);
  const body = to < from ? null : Readable.toWeb(createReadStream(file.path, { start: from, end: to }));
  return new Response(body as unknown as ReadableStream | null, {
    status: asked === undefined ? 200 : 206,
    headers,
  });
}

/** Bytes that are small, or were made from the file. */
export function bytesResponse(
  etag: string,
  type: string,
  body: Uint8Array<ArrayBuffer> | string,
  wish: Pick<FileWish, "ifNoneMatch">,
  more: Readonly<Record<string, string>> = {},
): Response {
  const headers = headersOf(etag, type);
  if (isKnown(etag, wish.ifNoneMatch)) return new Response(null, { status: 304, headers });
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(body, { headers });
}

/** Kept by the browser, asked for again by its tag: a map that was replaced is seen at once. */
function headersOf(etag: string, type: string): Headers {
  return new Headers({ "content-type": type, etag, "cache-control": "private, no-cache" });
}

function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  const known = (ifNoneMatch ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}
