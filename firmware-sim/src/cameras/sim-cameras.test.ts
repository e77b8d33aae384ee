import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { SimCameras } from "./sim-cameras";

let server: Server | undefined;
let cameras: SimCameras | undefined;
afterEach(() => {
  cameras?.close();
  server?.close();
});

interface Heard {
  readonly signature: string;
  readonly event: Record<string, unknown>;
}

it("a scene is reported, hears its speakers alone, and ends", async () => {
  const heard: Heard[] = [];
  const platform = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    heard.push({ signature: String(request.headers["webhook-signature"]), event: JSON.parse(body) });
    response.writeHead(202).end(JSON.stringify({ incident: "i" }));
  });
  server = platform;
  await new Promise<void>((resolve) => platform.listen(0, "127.0.0.1", resolve));
  const sounding = new Map<string, readonly string[]>();
  let nowMs = 0;
  const sim = new SimCameras({
    sounding: (id) => sounding.get(id) ?? [],
    nowMs: () => nowMs,
    trouble: (detail) => {
      throw new Error(detail);
    },
  });
  cameras = sim;
  const { port } = platform.address() as AddressInfo;
  sim.reportTo({ url: `http://127.0.0.1:${port}/`, key: "whsec_c2VjcmV0" });
  const start = { camera: "cam-1", scenario: "bicycle-thief", speakers: ["near"] } as const;
  expect(await sim.start(start)).toEqual({ incident: "i" });
  expect(heard[0]?.event).toMatchObject({
    camera: "cam-1",
    kind: "loitering",
    state: "start",
    object: "person",
  });
  expect(heard[0]?.signature).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  const endsAs = async (ending: string) => {
    for (const endMs = Date.now() + 5_000; sim.states()[0]?.ending !== ending; )
      if (Date.now() > endMs) throw new Error(`it is ${sim.states()[0]?.ending}`);
      else await new Promise((resolve) => setTimeout(resolve, 10));
  };
  sounding.set("far", ["b"]);
  nowMs = 10_000;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sim.states()).toEqual([{ camera: "cam-1", scenario: "bicycle-thief", ending: "happening" }]);
  sounding.set("near", ["b"]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  nowMs = 11_000;
  await endsAs("stopped");
  for (const endMs = Date.now() + 5_000; heard.length < 2 && Date.now() < endMs; )
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(heard.map(({ event }) => [event.id === heard[0]?.event.id, event.state])).toEqual([
    [true, "start"],
    [true, "end"],
  ]);
  expect(sim.picture("cam-1").length).toBeGreaterThan(1_000);
});
