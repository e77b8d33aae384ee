import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Fleet, startFleet } from "../fleet/fleet";
import { credentialsOf } from "../speaker/signed-wire.test-support";
import { type ControlServer, startControl } from "./control-server";

let fleet: Fleet;
let control: ControlServer;

beforeEach(async () => {
  // Nobody listens there: the door is about the fleet, online or not.
  fleet = await startFleet({ credentials: [credentialsOf("horn-1"), credentialsOf("horn-2")], full: 0 });
  control = await startControl(fleet, 0);
});

afterEach(async () => {
  await control.close();
  await fleet.close();
});

const at = (path: string): string => `http://127.0.0.1:${control.port}${path}`;

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(at(path), { method: "POST", body: JSON.stringify(body), headers });
  return { status: response.status, json: await response.json() };
}

describe("the control door", () => {
  it("tells what each speaker is and what it sounded", async () => {
    const speakers = await (await fetch(at("/speakers"))).json();
    expect(speakers).toMatchObject({ size: 2, online: 0, speakers: [{ id: "horn-1", sync: "none" }, {}] });
    expect(await (await fetch(at("/truth?broadcast=00000000000000aa"))).json()).toEqual({
      broadcast: "00000000000000aa",
      speakers: [],
    });
    expect((await fetch(at("/truth?broadcast=x"))).status).toBe(400);
  });

  it("makes faults, flat or as params, and refuses what it does not know", async () => {
    expect(await post("/fault", { speaker: "all", kind: "delay", ms: 20 })).toMatchObject({ status: 200 });
    expect(await post("/fault", { speaker: "horn-1", kind: "loss", params: { percent: 5 } })).toMatchObject({
      json: { fault: { kind: "loss", percent: 5 } },
    });
    expect(await post("/fault", { speaker: "horn-9", kind: "clear" })).toMatchObject({
      status: 404,
      json: { code: "no-such-speaker" },
    });
    expect(await post("/fault", { speaker: "all", kind: "meteor" })).toMatchObject({
      status: 400,
      json: { code: "unknown-fault" },
    });
    expect((await fetch(at("/fault"), { method: "POST", body: "rubbish" })).status).toBe(400);
    expect((await fetch(at("/elsewhere"))).status).toBe(404);
  });

  it("records a speaker and hands the WAV out, also when the recording is over", async () => {
    expect((await fetch(at("/record/horn-1.wav"))).status).toBe(404);
    await post("/record", { speaker: "horn-1", on: true });
    const wav = await fetch(at("/record/horn-1.wav"));
    expect(wav.headers.get("content-type")).toBe("audio/wav");
    expect(Number(wav.headers.get("x-start-us"))).toBeGreaterThan(0);
    const first = Buffer.from(await wav.arrayBuffer());
    expect(first.toString("latin1", 0, 4)).toBe("RIFF");
    await post("/record", { speaker: "horn-1", on: false });
    expect((await fetch(at("/record/horn-1.wav"))).status).toBe(200);
  });

  it("lets a speaker be listened to at the pace of its card, silence too, for as long as one listens", async () => {
    expect(await (await fetch(at("/listen"))).json()).toEqual({
      sampleRate: 16_000,
      speakers: ["horn-1", "horn-2"],
    });
    expect((await fetch(at("/listen/horn-9.wav"))).status).toBe(404);
    const listening = new AbortController();
    const beganMs = performance.now();
    const live = await fetch(at("/listen/horn-1.wav"), { signal: listening.signal });
    expect(live.headers.get("content-type")).toBe("audio/wav");
    const bytes: number[] = [];
    for await (const chunk of live.body as unknown as AsyncIterable<Uint8Array>) {
      bytes.push(...chunk);
      if (bytes.length > 44 + 16_000) break;
    }
    // Half a second of sound takes half a second.
    expect(performance.now() - beganMs).toBeGreaterThan(400);
    expect(Buffer.from(bytes.slice(0, 4)).toString()).toBe("RIFF");
    expect(bytes.slice(44).every((byte) => byte === 0)).toBe(true);
    listening.abort();
  });

  it("answers no browser", async () => {
    expect(
      await post("/fault", { speaker: "all", kind: "clear" }, { origin: "http://evil.example" }),
    ).toMatchObject({
      status: 403,
      json: { code: "not-for-browsers" },
    });
  });
});
