import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isBroadcastId } from "@dalaba/protocol";
import { SCENARIOS } from "../cameras/scene";
import type { SimCameras } from "../cameras/sim-cameras";
import { readFault } from "../faults/fault";
import type { Fleet } from "../fleet/fleet";
import { LiveWav } from "./live-wav";

/**
 * The simulator's own door, on loopback only: what is true, and what is to go wrong. It is no part of the product's API and
 * has no users, so it answers nobody but programs of this machine: other Host names and browsers' Origins are refused.
 */

const MOST_BODY_BYTES = 65_536;
/** Listeners at once. */
const MOST_LISTENERS = 64;

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly wav?: { readonly bytes: Buffer; readonly startUs: number };
  readonly jpeg?: Uint8Array;
  /** A speaker to be listened to from now on. */
  readonly live?: string;
}

export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

/** `port` 0 takes a free one. Rejects when the port is taken. */
export async function startControl(fleet: Fleet, port: number, cameras?: SimCameras): Promise<ControlServer> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(fleet, cameras, request).then(
      (given) =>
        given.live === undefined ? send(response, given) : live(fleet, given.live, response, listeners),
      (error: unknown) => send(response, refusal(500, "sim-failed", String(error))),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function refusal(status: number, code: string, detail: string): Answer {
  return { status, json: { code, detail } };
}

function send(response: ServerResponse, { status, json, wav, jpeg }: Answer): void {
  if (jpeg) {
    response.writeHead(status, { "content-type": "image/jpeg", "content-length": jpeg.length });
    response.end(jpeg);
    return;
  }
  if (wav) {
    response.writeHead(status, {
      "content-type": "audio/wav",
      "content-length": wav.bytes.length,
      "x-start-us": String(wav.startUs),
    });
    response.end(wav.bytes);
    return;
  }
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(json)}\n`);
}

function live(fleet: Fleet, speaker: string, response: ServerResponse, listeners: Set<ServerResponse>): void {
  if (listeners.size >= MOST_LISTENERS) {
    send(response, refusal(503, "too-many-listeners", `${MOST_LISTENERS} listen already`));
    return;
  }
  response.writeHead(200, { "content-type": "audio/wav", "cache-control": "no-store" });
  const leave = fleet.listen(speaker, new LiveWav(response, fleet.sampleRate));
  listeners.add(response);
  response.once("close", () => {
    leave?.();
    listeners.delete(response);
  });
}

async function answer(
  fleet: Fleet,
  cameras: SimCameras | undefined,
  request: IncomingMessage,
): Promise<Answer> {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (!["127.0.0.1", "localhost"].includes(host) || request.headers.origin !== undefined)
    return refusal(403, "not-for-browsers", "loopback programs only");
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const path = url.pathname;
  if (request.method === "GET" && path === "/speakers")
    return { status: 200, json: { size: fleet.size, online: fleet.online, speakers: fleet.states() } };
  if (request.method === "GET" && path === "/truth") {
    const broadcast = url.searchParams.get("broadcast") ?? "";
    if (!isBroadcastId(broadcast)) return refusal(400, "bad-request", "broadcast: 16 hex digits");
    return { status: 200, json: { broadcast, speakers: fleet.truth(broadcast) } };
  }
  if (cameras !== undefined) {
    const told = await cameraAnswer(cameras, fleet, request, path);
    if (told !== undefined) return told;
  }
  if (request.method === "GET" && path === "/listen")
    return {
      status: 200,
      json: { sampleRate: fleet.sampleRate, speakers: fleet.states().map(({ id }) => id) },
    };
  const heard = /^\/listen\/([A-Za-z0-9_-]{1,32})\.wav$/.exec(path)?.[1];
  if (request.method === "GET" && heard !== undefined)
    return fleet.state(heard) === undefined
      ? refusal(404, "no-such-speaker", heard)
      : { status: 200, live: heard };
  const wav = /^\/record\/([A-Za-z0-9_-]{1,32})\.wav$/.exec(path);
  if (request.method === "GET" && wav) {
    const recording = fleet.wav(wav[1] as string);
    return recording
      ? { status: 200, wav: recording }
      : refusal(404, "not-recorded", `${wav[1]} is not being recorded`);
  }
  if (request.method === "POST" && (path === "/fault" || path === "/record")) {
    const body = await readBody(request);
    if (!body) return refusal(400, "bad-request", "a JSON object of at most 64 KiB");
    return path === "/fault" ? makeFault(fleet, body) : record(fleet, body);
  }
  return refusal(
    404,
    "no-such-path",
    "GET /cameras/ID.jpg /scenes, POST /scene /platform, GET /speakers /truth /listen /listen/ID.wav /record/ID.wav, POST /fault /record",
  );
}

async function cameraAnswer(
  cameras: SimCameras,
  fleet: Fleet,
  request: IncomingMessage,
  path: string,
): Promise<Answer | undefined> {
  const camera = /^\/cameras\/([A-Za-z0-9_-]{1,64})\.jpg$/.exec(path)?.[1];
  if (request.method === "GET" && camera !== undefined) return { status: 200, jpeg: cameras.picture(camera) };
  if (request.method === "GET" && path === "/scenes") return { status: 200, json: cameras.states() };
  if (request.method !== "POST" || (path !== "/scene" && path !== "/platform")) return undefined;
  const body = await readBody(request);
  if (body === undefined) return refusal(400, "bad-request", "a JSON object of at most 64 KiB");
  if (path === "/platform") {
    const { url, key } = body;
    if (typeof url !== "string" || !URL.canParse(url) || typeof key !== "string")
      return refusal(400, "bad-request", "url and key of a webhook");
    cameras.reportTo({ url, key });
    return { status: 200, json: { url } };
  }
  const scenario = SCENARIOS.find((each) => each === body.scenario);
  const { camera: at, speakers = [] } = body;
  const known = Array.isArray(speakers) && speakers.every((id) => fleet.state(String(id)) !== undefined);
  if (scenario === undefined || typeof at !== "string" || !known)
    return refusal(
      400,
      "bad-request",
      `camera, scenario (${SCENARIOS.join(", ")}), speakers: ids of the fleet`,
    );
  return { status: 200, json: await cameras.start({ camera: at, scenario, speakers: speakers.map(String) }) };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function makeFault(fleet: Fleet, body: Record<string, unknown>): Answer {
  const { params } = body;
  const given = typeof params === "object" && params !== null ? { ...params, ...body } : body;
  const read = readFault(given);
  if (!read.ok) return refusal(400, read.code, read.detail);
  const speaker = String(body.speaker ?? "");
  return fleet.fault(speaker, read.fault)
    ? { status: 200, json: { speaker, fault: read.fault } }
    : refusal(404, "no-such-speaker", speaker);
}

function record(fleet: Fleet, body: Record<string, unknown>): Answer {
  const speaker = String(body.speaker ?? "");
  const on = body.on !== false;
  return fleet.record(speaker, on)
    ? { status: 200, json: { speaker, on } }
    : refusal(404, "no-such-speaker", speaker);
}
