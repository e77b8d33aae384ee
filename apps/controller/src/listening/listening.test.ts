import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../air/air-harness.test-support";
import { BOOT_TOKEN, grant, realSound, type TestSide, testSide } from "../http/http-side.test-support";
import { simDoor } from "./sim-door";

let sim: Server;
let port: number;
let listeners: ServerResponse[];
let asked: string[];
let side: TestSide;

beforeEach(async () => {
  listeners = [];
  asked = [];
  sim = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/listen")
      return response.end(JSON.stringify({ sampleRate: 16_000, speakers: ["e1"] }));
    if (request.url !== "/listen/e1.wav") return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "audio/wav" });
    response.write("RIFF");
    listeners.push(response);
  });
  await new Promise<void>((resolve) => sim.listen(0, "127.0.0.1", resolve));
  port = (sim.address() as AddressInfo).port;
  side = await testSide((made) => realSound(made, { simPort: port }));
});
afterEach(async () => {
  sim.closeAllConnections();
  await new Promise((resolve) => sim.close(resolve));
});

const listen = (id: string, token = BOOT_TOKEN) =>
  side.request("GET", `/api/v1/speakers/${id}/listen`, { token });

describe("listening to a speaker", () => {
  it("passes on what the simulator sounds, as it comes, and leaves a line in the audit", async () => {
    const response = await listen("e1");
    expect(response.headers.get("content-type")).toBe("audio/wav");
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("RIFF");
    listeners[0]?.write("more");
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("more");
    const [line] = side.store.audit.list({}).items;
    expect(line).toMatchObject({ act: "listen", object: "speaker:e1" });
    await reader.cancel();
    await until("the simulator is left", () => listeners[0]?.destroyed);
  });

  it("says which speakers can be listened to", async () => {
    const { items } = (await (
      await side.request("GET", "/api/v1/speakers", { token: BOOT_TOKEN })
    ).json()) as {
      items: { id: string; listenable: boolean }[];
    };
    expect(items.map(({ id, listenable }) => [id, listenable])).toEqual([
      ["e1", true],
      ["w1", false],
    ]);
    // Asked once, however many speakers there are.
    expect(asked).toEqual(["/listen"]);
  });

  it("is refused where nothing is simulated, or the simulator is gone", async () => {
    for (const id of ["w1", "e1"]) {
      if (id === "e1") {
        sim.closeAllConnections();
        await new Promise((resolve) => sim.close(resolve));
      }
      const response = await listen(id);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        409,
        "listen-unavailable",
      ]);
    }
    expect(side.store.audit.list({}).items).toEqual([]);
  });

  it("is for those who may hear there, four at once for each", async () => {
    const person = await side.person("li", [grant("operator", "east")]);
    const viewer = await side.person("wu", [grant("viewer", "east")]);
    expect((await listen("e1", side.tokenOf(viewer))).status).toBe(403);
    expect((await listen("w1", side.tokenOf(person))).status).toBe(403);
    const token = side.tokenOf(person);
    const open = [];
    for (let n = 0; n < 4; n++) open.push(await listen("e1", token));
    expect((await listen("e1", token)).status).toBe(503);
    await open[0]?.body?.cancel();
    expect((await listen("e1", token)).status).toBe(200);
  });
});

describe("a simulator that does not answer", () => {
  it("makes nobody listenable, and costs a question every 5 s at the most", async () => {
    let nowMs = 0;
    const door = simDoor(port, () => nowMs);
    expect([...(await door.listenable())]).toEqual(["e1"]);
    sim.closeAllConnections();
    await new Promise((resolve) => sim.close(resolve));
    nowMs = 4_999;
    expect([...(await door.listenable())]).toEqual(["e1"]);
    nowMs = 5_001;
    expect([...(await door.listenable())]).toEqual([]);
    sim.listen(0);
  });
});
