import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { OverlapReply } from "@dalaba/api";
import { planTown, readTown } from "@dalaba/core";
import { floatToPcm16, pcm16Bytes, WavReader, wavHeader } from "@dalaba/media";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BOOT_TOKEN, grant, realSound, type TestSide, testSide } from "./http-side.test-support";

const RATE = 16_000;
const METRES_PER_DEGREE = 111_195;
/** 34.3 m south of the listener and 343.2 m north: a tenth of a second and a second away. */
const LISTENER = { lat: 25.1, lon: 102.7 };
const north = (metres: number) => [LISTENER.lat + metres / METRES_PER_DEGREE, LISTENER.lon] as const;
const TOWN = {
  version: 1,
  coordinates: "wgs84",
  speakers: [
    { id: "e1", name: "近", site: "east", at: north(-34.32), levelDb: -12 },
    { id: "e2", name: "远", site: "east", at: north(343.2) },
  ],
  listeningPoints: [
    { id: "lp", name: "东村广场", site: "east", at: [...north(0)], kind: "square", weight: 2 },
  ],
};

let sim: Server;
let side: TestSide;
/** Speakers that are being recorded, and what the simulator was asked, in order. */
let recording: Set<string>;
let asked: string[];
let startUs: Record<string, number>;

/** Where the click lies: so late that a busy machine has begun to listen by then, samples. */
const CLICK = 0.3 * RATE;

/** Two seconds of silence with a click. */
function clicked(): Buffer {
  const pcm = new Float32Array(2 * RATE);
  // A millisecond wide: what the air takes from a single sample leaves less of it than there is noise.
  for (let k = -8; k <= 8; k++) pcm[CLICK + k] = 0.45 * (1 + Math.cos((Math.PI * k) / 8));
  const bytes = pcm16Bytes(floatToPcm16(pcm));
  return Buffer.concat([wavHeader({ sampleRate: RATE, channels: 1, frames: pcm.length }), bytes]);
}

beforeEach(async () => {
  recording = new Set();
  asked = [];
  startUs = {};
  sim = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = request.url ?? "";
    asked.push(`${request.method} ${url}`);
    if (url === "/speakers") {
      const speakers = ["e1", "e2"].map((id) => ({ id, recording: recording.has(id) }));
      return response.end(JSON.stringify({ speakers }));
    }
    if (url === "/record") {
      const { speaker, on } = JSON.parse(Buffer.concat(chunks).toString());
      startUs[speaker] ??= Number(process.hrtime.bigint() / 1000n);
      if (on) recording.add(speaker);
      else recording.delete(speaker);
      return response.end("{}");
    }
    if (url.startsWith("/truth")) {
      const speakers = ["e1", "e2"].map((speaker) => ({
        ...{ speaker, chimeUs: null, firstUs: 5_000_000, lastUs: 6_000_000 },
      }));
      return response.end(JSON.stringify({ speakers: url.includes("=dead") ? [] : speakers }));
    }
    const speaker = /^\/record\/(\w+)\.wav$/.exec(url)?.[1];
    if (speaker === undefined || startUs[speaker] === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "audio/wav", "x-start-us": String(startUs[speaker]) });
    response.end(clicked());
  });
  await new Promise<void>((resolve) => sim.listen(0, "127.0.0.1", resolve));
  const { port } = sim.address() as AddressInfo;
  side = await testSide((made) => realSound(made, { simPort: port }));
  const town = readTown(TOWN);
  if (!town.ok) throw new Error(town.detail);
  const plan = planTown(side.store.town.current(), town.value, { prune: false });
  if (!plan.ok) throw new Error(plan.detail);
  side.store.town.apply(plan.value, side.clock.ms);
});

afterEach(async () => {
  sim.closeAllConnections();
  await new Promise((resolve) => sim.close(resolve));
});

const at = `lat=${LISTENER.lat}&lon=${LISTENER.lon}`;
const get = (path: string, token = BOOT_TOKEN) => side.request("GET", `/api/v1/${path}`, { token });

async function samplesOf(response: Response): Promise<Float32Array> {
  const reader = new WavReader();
  const read = reader.push(new Uint8Array(await response.arrayBuffer()));
  if (!read.ok) throw new Error(read.detail);
  return read.pcm;
}

/** Where it is loudest within 6 ms of a sample: the far click is not much louder than the noise. */
function around(pcm: Float32Array, sample: number): { readonly at: number; readonly size: number } {
  const from = Math.round(sample) - 100;
  const sizes = pcm.subarray(from, from + 201).map(Math.abs);
  const size = Math.max(...sizes);
  return { at: from + sizes.indexOf(size), size };
}

describe("overlap, before anything is sent", () => {
  it("tells the three plans side by side, the points, and each arrival", async () => {
    const answer = await side.request("POST", "/api/v1/overlap", {
      token: BOOT_TOKEN,
      json: { to: ["site:east"] },
    });
    const plan = (await answer.json()) as OverlapReply;
    expect(answer.status).toBe(200);
    expect(plan).toMatchObject({ speakers: 2, points: 1 });
    expect(plan.at[0]).toMatchObject({
      point: { id: "lp", kind: "square", weight: 2, lat: 25.1 },
      arrivals: [
        { speaker: "e1", metres: 34.3, travelMs: 100 },
        { speaker: "e2", metres: 343.2, travelMs: 1_000 },
      ],
      spreadMs: { plain: 900, aligned: 0, staggered: 0 },
    });
    expect(plan.plain).toMatchObject({
      heard: 1,
      late: 1,
      share: 1,
      worst: [{ point: "lp", first: "e1", last: "e2" }],
    });
    expect(plan.aligned).toMatchObject({
      late: 0,
      maxDelayMs: 900,
      delays: [{ speaker: "e1", delayMs: 900 }],
    });
    expect(plan.staggered).toMatchObject({ late: 0, groups: [["e1"], ["e2"]] });
  });

  it("is refused where nobody said where people stand", async () => {
    const bare = await testSide(realSound);
    const answer = await bare.request("POST", "/api/v1/overlap", {
      token: BOOT_TOKEN,
      json: { to: ["all"] },
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      409,
      "no-listening-points",
    ]);
  });

  it("says who is heard at any place", async () => {
    const heard = (await (await get(`heard?${at}`)).json()) as {
      arrivals: { speaker: string; name: string }[];
    };
    expect(heard.arrivals.map(({ speaker, name }) => [speaker, name])).toEqual([
      ["e1", "近"],
      ["e2", "远"],
    ]);
    const desert = (await (await get("heard?lat=10&lon=10")).json()) as { arrivals: unknown[] };
    expect(desert.arrivals).toEqual([]);
  });
});

describe("standing anywhere", () => {
  it("hears each recorded speaker at its own time and level, over noise, and leaves a line in the audit", async () => {
    const response = await get(`hear?${at}&seconds=2`);
    expect(response.headers.get("content-type")).toBe("audio/wav");
    expect(response.headers.get("x-speakers-heard")).toBe("2");
    const pcm = await samplesOf(response);
    expect(pcm).toHaveLength(2 * RATE);
    const size = Math.max(...pcm.map(Math.abs));
    const near = { at: pcm.findIndex((each) => Math.abs(each) === size), size };
    // 900 ms later, and by what its recording began later.
    const later = 0.9 * RATE + ((startUs.e2 as number) - (startUs.e1 as number)) * (RATE / 1e6);
    const far = around(pcm, near.at + later);
    expect(Math.abs(far.at - near.at - later)).toBeLessThan(3);
    // 20 dB of spreading; the recording of the near one already has its −12 dB.
    expect(near.size / far.size).toBeGreaterThan(8);
    expect(side.store.audit.list({}).items[0]).toMatchObject({ act: "listen", detail: { speakers: 2 } });
    expect([...recording]).toEqual([]);
  });

  it("hears a broadcast that was recorded, from its first sound to its last", async () => {
    startUs = { e1: 5_000_000, e2: 5_000_000 };
    const pcm = await samplesOf(await get(`hear?${at}&broadcast=${"ab".repeat(8)}`));
    expect(pcm).toHaveLength(3 * RATE);
    expect(Math.abs(around(pcm, CLICK + 0.1 * RATE).at - CLICK - 0.1 * RATE)).toBeLessThan(3);
    expect(Math.abs(around(pcm, CLICK + RATE).at - CLICK - RATE)).toBeLessThan(3);
    expect(asked.filter((each) => each.startsWith("POST"))).toEqual([]);
  });

  it("leaves alone what was being recorded before", async () => {
    recording.add("e1");
    startUs.e1 = Number(process.hrtime.bigint() / 1000n);
    await get(`hear?${at}&seconds=1`);
    expect([...recording]).toEqual(["e1"]);
  });

  it("is refused where nothing was recorded, nothing is simulated, or both ways are asked for", async () => {
    const codes = [];
    for (const query of [
      `broadcast=${"ab".repeat(8)}`,
      `broadcast=${"dead".repeat(4)}`,
      `seconds=2&broadcast=${"ab".repeat(8)}`,
    ]) {
      const response = await get(`hear?${at}&${query}`);
      codes.push([response.status, ((await response.json()) as { code: string }).code]);
    }
    expect(codes).toEqual([
      [409, "nobody-listened"],
      [409, "nobody-listened"],
      [400, "bad-request"],
    ]);
    const bare = await testSide(realSound);
    const response = await bare.request("GET", `/api/v1/hear?${at}&seconds=1`, { token: BOOT_TOKEN });
    expect(((await response.json()) as { code: string }).code).toBe("listen-unavailable");
  });

  it("is for those who may hear there", async () => {
    const west = await side.person("li", [grant("operator", "west")]);
    const viewer = await side.person("wu", [grant("viewer", "east")]);
    for (const person of [west, viewer])
      expect((await get(`hear?${at}&seconds=1`, side.tokenOf(person))).status).toBe(403);
    expect(asked).toEqual([]);
  });
});
