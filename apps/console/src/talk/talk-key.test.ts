import type { Client } from "@dalaba/api/browser";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeSocket } from "./fake-socket.test-support";
import type { OpenEncoder } from "./frame-encoder";
import type { MicFault } from "./mic-fault";
import type { MicrophoneParts } from "./microphone";
import { TalkKey } from "./talk-key";
import { KeptSettings } from "./talk-settings";

const BROADCAST = "00000000000000a1";

/** An encoder that answers at once; the sound does not matter here. */
const encoder: OpenEncoder = async ({ onPacket }) => ({
  backend: "webcodecs",
  encode: () => onPacket(Uint8Array.of(72, 1)),
  close: () => undefined,
});

class Desk {
  readonly sockets: FakeSocket[] = [];
  readonly asked: { name: string; body?: unknown }[] = [];
  readonly played: number[] = [];
  /** What the next opening of the microphone comes to. */
  fault: MicFault | null = null;
  opened = 0;
  closed = 0;
  refusal: { code: string; detail: string; params: Record<string, unknown> } | undefined;
  answers: string[] = [];
  failures: { speaker: string; reason: string }[] = [];
  microphone: MicrophoneParts | undefined;
  #contextMs = 0;
  #hiddenMs = 0;
  readonly key: TalkKey;

  constructor() {
    const { asked } = this;
    const client = {
      call: async ({ name }: { name: string }, input: { body?: unknown }) => {
        asked.push({ name, body: input.body });
        if (name === "openTalk" && this.refusal) return { ok: false, status: 403, problem: this.refusal };
        const value =
          name === "openTalk"
            ? { broadcast: BROADCAST, url: "wss://town/talk?ticket=T", targets: 3 }
            : name === "listBroadcastSpeakers"
              ? { items: this.answers.map((answer) => ({ answer })), next: null }
              : {
                  broadcastId: BROADCAST,
                  targets: 3,
                  played: 3 - this.failures.length,
                  failures: this.failures,
                };
        return { ok: true, status: 200, value };
      },
    } as unknown as Client;
    this.key = new TalkKey({
      client,
      settings: new KeptSettings(undefined),
      makeMicrophone: (parts) => {
        this.microphone = parts;
        return {
          open: async () => {
            this.opened++;
            return this.fault;
          },
          resume: async () => this.fault,
          close: () => void this.closed++,
        };
      },
      openSocket: (url, protocol) => {
        const socket = new FakeSocket(url, protocol);
        this.sockets.push(socket);
        return socket;
      },
      playBack: async (pcm) => void this.played.push(pcm.length),
      nowMs: () => performance.now() + this.#hiddenMs,
      originMs: 1_700_000_000_000,
      encoder: Promise.resolve(encoder),
    });
    this.key.setTarget(["site:east"]);
  }

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  get state(): string {
    return this.key.view().state;
  }

  /** Time goes by in a page that nobody sees: no timer runs at all, and the audio thread goes on. */
  async passHidden(ms: number): Promise<void> {
    for (let at = 0; at < ms; at += 20) {
      this.#hiddenMs += 20;
      this.#frame(false);
      await Promise.resolve();
    }
  }

  /** Time goes by; the microphone gives its frames, loud ones while somebody speaks. */
  async pass(ms: number, speaking = true): Promise<void> {
    for (let at = 0; at < ms; at += 20) {
      await vi.advanceTimersByTimeAsync(20);
      this.#frame(speaking);
    }
  }

  #frame(speaking: boolean): void {
    const level = speaking ? 0.2 : 0.0005;
    const pcm = Float32Array.from({ length: 960 }, (_, i) => level * Math.sin(i / 20));
    this.microphone?.onFrame({ pcm, contextMs: this.#contextMs });
    this.#contextMs += 20;
  }

  /** The uplink opens and is ready. */
  ready(startInMs = 0): void {
    this.socket.open();
    this.socket.hear({ type: "ready", broadcast: BROADCAST, startInMs, maxMs: 60_000, framesPerMessage: 1 });
  }

  onAir(): void {
    this.socket.hear({ type: "on-air", t0Us: 1 });
    this.socket.hear({ type: "progress", accepted: 3, sounding: 2, of: 3 });
  }
}

let desk: Desk;

beforeEach(() => {
  vi.useFakeTimers();
  desk = new Desk();
});

afterEach(() => {
  desk.key.close();
  vi.useRealTimers();
});

describe("the talk key", () => {
  test("speaks from press to release and shows what the speakers report", async () => {
    await desk.key.arm();
    await desk.pass(400, false);
    desk.key.press("space");
    await desk.pass(40, false);
    expect(desk.state).toBe("opening");
    expect(desk.asked[0]).toMatchObject({
      name: "openTalk",
      body: { kind: "talk", to: ["site:east"], night: "no", chime: "none", emergency: false },
    });
    desk.ready();
    expect(desk.state).toBe("keying");
    await desk.pass(100);
    desk.onAir();
    expect(desk.key.view()).toMatchObject({ state: "on-air", of: 3, accepted: 3, sounding: 2 });
    await desk.pass(200);
    desk.key.release("space");
    expect(desk.state).toBe("tail");
    await desk.pass(60);
    expect(desk.socket.said).toEqual(["start", "end"]);
    const { frames } = desk.socket;
    expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, i) => i));
    expect(frames).toHaveLength(16);
    expect(frames[0]!.captureUs).toBeGreaterThan(1_700_000_000_000_000);
    desk.socket.hear({ type: "ended", because: "finished" });
    await desk.pass(300);
    expect(desk.key.view()).toMatchObject({
      ...{ state: "ended", problem: null, lastResult: { broadcast: BROADCAST, result: { played: 3 } } },
    });
    expect(desk.sockets).toHaveLength(1);
  });

  test("sends a word that was over before the line was open, whole", async () => {
    await desk.key.arm();
    await desk.pass(400, false);
    desk.key.press("space");
    await desk.pass(300);
    desk.key.release("space");
    await desk.pass(200, false);
    expect(desk.state).toBe("opening");
    desk.ready();
    await desk.pass(20, false);
    expect(desk.socket.said).toEqual(["start", "end"]);
    expect(desk.socket.frames.filter(({ voiced }) => voiced).length).toBeGreaterThanOrEqual(15);
    expect(desk.socket.frames.length).toBeLessThanOrEqual(19);
  });

  test("let go without a word before the line is open, opens none", async () => {
    await desk.key.arm();
    await desk.pass(400, false);
    desk.key.press("space");
    await desk.pass(20, false);
    desk.socket.open();
    desk.key.release("space");
    expect(desk.state).toBe("idle");
    expect(desk.socket.closedWith).toBe(1000);
    expect(desk.socket.frames).toEqual([]);
  });

  test("beats while the chime sounds and no frame flows, from the microphone's own clock", async () => {
    await desk.key.arm();
    await desk.pass(400, false);
    desk.key.press("space");
    await desk.pass(20, false);
    desk.ready(1200);
    await desk.pass(1000, false);
    expect(desk.key.view().chimeLeftMs).toBeGreaterThan(0);
    expect(desk.socket.frames).toEqual([]);
    expect(desk.socket.said.filter((each) => each === "beat").length).toBeGreaterThanOrEqual(8);
    await desk.pass(240, false);
    expect(desk.socket.frames.length).toBeGreaterThan(0);
  });

  test("keeps beats, chime, frames and watch in a hidden page without a single timer", async () => {
    desk.key.changeSettings({ mode: "latch" });
    await desk.key.arm();
    await desk.pass(400, false);
    desk.key.press("space");
    await desk.pass(20, false);
    desk.ready(1200);
    desk.key.blur();
    await desk.passHidden(1100);
    expect(desk.socket.said.filter((each) => each === "beat").length).toBeGreaterThanOrEqual(8);
    expect(desk.socket.frames).toEqual([]);
    await desk.passHidden(400);
    expect(desk.socket.frames.length).toBeGreaterThanOrEqual(12);
    desk.onAir();
    await desk.passHidden(560);
    expect(desk.state).toBe("on-air");
    await desk.passHidden(160);
    expect(desk.key.view()).toMatchObject({ state: "failed", problem: { code: "air-lost" } });
  });

  test("opens the microphone first where it is not open, and fails by its fault", async () => {
    desk.fault = "mic-denied";
    desk.key.press("pointer");
    await vi.advanceTimersByTimeAsync(10);
    expect(desk.key.view()).toMatchObject({
      state: "failed",
      mic: "mic-denied",
      problem: { code: "mic-denied" },
    });
    expect(desk.asked).toEqual([]);
    desk.key.release("pointer");
    desk.fault = null;
    desk.key.press("pointer");
    await desk.pass(40);
    expect(desk.asked).toHaveLength(1);
    expect(desk.opened).toBe(2);
  });

  test("passes a refusal of the controller on as it came", async () => {
    await desk.key.arm();
    desk.refusal = { code: "outside-your-sites", detail: "west", params: { sites: ["west"] } };
    desk.key.press("space");
    await desk.pass(20);
    expect(desk.key.view().problem).toEqual({
      code: "outside-your-sites",
      params: { sites: ["west"], detail: "west" },
    });
  });

  test("asks the night's question while nobody accepts, and is told the answer with the next press", async () => {
    await desk.key.arm();
    desk.answers = ["quiet", "quiet", "offline"];
    desk.key.press("space");
    await desk.pass(20);
    desk.ready();
    desk.socket.hear({ type: "on-air", t0Us: 1 });
    await desk.pass(500);
    expect(desk.key.view()).toMatchObject({
      state: "failed",
      problem: { code: "night-question", params: { quiet: 2 } },
    });
    expect(desk.socket.said).toContain("end");
    desk.key.release("space");
    desk.key.setOptions({ night: "yes", why: "a thief in the yard" });
    desk.key.press("space");
    await desk.pass(20);
    expect(desk.asked.filter(({ name }) => name === "openTalk").at(-1)?.body).toMatchObject({
      ...{ night: "yes", why: "a thief in the yard" },
    });
  });

  test("is lost with its line, and asks what was heard until then", async () => {
    await desk.key.arm();
    await desk.pass(400, false);
    desk.key.press("space");
    await desk.pass(20);
    desk.ready();
    await desk.pass(20);
    desk.onAir();
    await desk.pass(560);
    expect(desk.state).toBe("on-air");
    await desk.pass(120);
    expect(desk.key.view()).toMatchObject({ state: "failed", problem: { code: "air-lost" } });
    await desk.pass(100);
    expect(desk.key.view().lastResult).toMatchObject({ broadcast: BROADCAST });
  });

  test("ends with the page, and with a microphone that breaks or stands still", async () => {
    await desk.key.arm();
    await desk.pass(400, false);
    const talk = async (): Promise<void> => {
      desk.key.press("space");
      await desk.pass(20);
      desk.ready();
      await desk.pass(40);
      desk.onAir();
    };
    await talk();
    desk.key.leave();
    expect(desk.socket.said.at(-1)).toBe("end");
    expect(desk.socket.closedWith).toBe(1000);
    await talk();
    desk.microphone?.onFault("mic-unplugged");
    expect(desk.key.view()).toMatchObject({
      state: "tail",
      mic: "mic-unplugged",
      problem: { code: "mic-unplugged" },
    });
    await vi.advanceTimersByTimeAsync(200);
    expect(desk.socket.said.at(-1)).toBe("end");
    await talk();
    const beats = setInterval(() => desk.onAir(), 200);
    await vi.advanceTimersByTimeAsync(1300);
    clearInterval(beats);
    expect(desk.key.view()).toMatchObject({ state: "tail", problem: { code: "mic-unplugged" } });
  });

  test("is latched by the settings, survives blur, and ends by a second press", async () => {
    desk.key.changeSettings({ mode: "latch" });
    await desk.key.arm();
    desk.key.press("key");
    await desk.pass(20);
    desk.key.release("key");
    desk.ready();
    desk.onAir();
    desk.key.blur();
    await desk.pass(60);
    expect(desk.key.view()).toMatchObject({ state: "on-air", mode: "latch" });
    desk.key.press("key");
    expect(desk.state).toBe("tail");
  });

  test("lets a microphone go that nobody used for as long as the settings say", async () => {
    desk.key.changeSettings({ releaseAfterMin: 1 });
    await desk.key.arm();
    await desk.pass(40, false);
    expect(desk.key.view().mic).toBe("armed");
    await vi.advanceTimersByTimeAsync(61_000);
    expect(desk.key.view().mic).toBe("off");
  });

  test("tries a missing microphone again when a device comes", async () => {
    desk.fault = "mic-missing";
    await desk.key.arm();
    expect(desk.key.view().mic).toBe("mic-missing");
    desk.fault = null;
    desk.key.devicesChanged();
    await vi.advanceTimersByTimeAsync(10);
    expect(desk.key.view().mic).toBe("armed");
  });

  test("tests the microphone and plays three seconds back, and a press ends the test", async () => {
    desk.key.startTest();
    await desk.pass(40);
    desk.key.recordTest();
    await desk.pass(3000);
    await vi.advanceTimersByTimeAsync(10);
    expect(desk.played).toEqual([144_000]);
    expect(desk.key.view()).toMatchObject({ test: { running: true, phase: "idle" } });
    expect(desk.key.view().meter.peakDb).toBeCloseTo(20 * Math.log10(0.2), 0);
    desk.key.press("space");
    expect(desk.key.view()).toMatchObject({ state: "opening", test: { running: false } });
  });

  test("gives the same view until something changed", async () => {
    await desk.key.arm();
    const first = desk.key.view();
    expect(desk.key.view()).toBe(first);
    let told = 0;
    const leave = desk.key.subscribe(() => told++);
    desk.key.press("space");
    expect(told).toBeGreaterThan(0);
    expect(desk.key.view()).not.toBe(first);
    leave();
  });
});
