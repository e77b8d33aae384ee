import type { Client, TalkServerMessage } from "@dalaba/api/browser";
import { chooseEncoder, type OpenEncoder, openWasm, openWebCodecs } from "./frame-encoder";
import { Microphone } from "./microphone";
import { TalkKey } from "./talk-key";
import { KeptSettings } from "./talk-settings";
import type { SocketLike } from "./uplink-socket";

/**
 * The page of the test in Chromium: the engine whole, on Chromium's own microphone, worklet and encoder; `air` alone is
 * played by the page, so that the test can see each byte of what it was sent.
 */
const BROADCAST = "00000000000000a1";

class PageAir implements SocketLike {
  binaryType: BinaryType = "blob";
  readyState = 0;
  readonly bufferedAmount = 0;
  onopen: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  readonly frames: { atMs: number; base64: string }[] = [];
  readonly said: string[] = [];
  #progressMs = 0;

  constructor(openMs: number) {
    setTimeout(() => {
      this.readyState = 1;
      this.onopen?.(new Event("open"));
    }, openMs);
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (typeof data === "string") {
      const { type } = JSON.parse(data) as { type: string };
      this.said.push(type);
      const ready = { broadcast: BROADCAST, startInMs: 0, maxMs: 60_000, framesPerMessage: 1 };
      if (type === "start") this.#say({ type: "ready", ...ready });
      if (type === "end") this.#say({ type: "ended", because: "finished" });
      return;
    }
    const atMs = performance.now();
    if (this.frames.length === 0) this.#say({ type: "on-air", t0Us: 1 });
    // By the frames' own clock: a timer would stand still in a hidden page, as no `air` does.
    if (atMs - this.#progressMs > 240) {
      this.#progressMs = atMs;
      this.#say({ type: "progress", accepted: 3, sounding: 2, of: 3 });
    }
    this.frames.push({ atMs, base64: btoa(String.fromCharCode(...data)) });
  }

  close(): void {
    this.readyState = 3;
  }

  #say(message: TalkServerMessage): void {
    queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent));
  }
}

/** What the controller would answer. */
const client = {
  async call({ name }: { readonly name: string }) {
    if (name === "openTalk")
      return { ok: true, status: 201, value: { broadcast: BROADCAST, url: "x", targets: 3 } };
    const counts = { broadcastId: BROADCAST, targets: 3, played: 3, partial: 0, failed: 0, failures: [] };
    return { ok: true, status: 200, value: counts };
  },
} as unknown as Client;

/** The browser's encoder, which goes mad after 40 packets. */
const spoilt: OpenEncoder = (events) => {
  let packets = 0;
  return openWebCodecs({
    ...events,
    onPacket: (packet) => events.onPacket(++packets > 40 ? Uint8Array.of(0xff, 0xff) : packet),
  });
};

const encoders = {
  chosen: () => chooseEncoder(),
  wasm: async () => openWasm,
  spoilt: async () => spoilt,
} as const;

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function makeKey(encoder: Promise<OpenEncoder>, openMs: number, lines: PageAir[]): TalkKey {
  const settings = new KeptSettings(undefined);
  settings.change({ noiseSuppression: false });
  return new TalkKey({
    ...{ client, settings, encoder, playBack: () => wait(1) },
    makeMicrophone: (parts) => new Microphone(parts),
    openSocket: () => {
      const line = new PageAir(openMs);
      lines.push(line);
      return line;
    },
    ...{ nowMs: () => performance.now(), originMs: performance.timeOrigin },
  });
}

const tries = {
  /** Talks for so long; returns what `air` was sent, and what the key showed. */
  async talk(options: { encoder: keyof typeof encoders; talkMs: number; openMs: number }) {
    const lines: PageAir[] = [];
    const encoder = encoders[options.encoder]();
    const key = makeKey(encoder, options.openMs, lines);
    const states: string[] = [];
    key.subscribe(() => {
      const { state } = key.view();
      if (states.at(-1) !== state) states.push(state);
    });
    await key.arm();
    const armed = key.view().mic;
    await encoder;
    await wait(400);
    const pressedMs = performance.now();
    key.press("space");
    await wait(options.talkMs);
    const releasedMs = performance.now();
    key.release("space");
    await wait(400);
    const { hops, meter, lastResult, mic, problem } = key.view();
    key.close();
    const [line] = lines;
    return {
      ...{ armed, mic, states, hops, meter, lastResult, problem, pressedMs, releasedMs },
      ...{ originMs: performance.timeOrigin, hidden: document.hidden },
      ...{ frames: line?.frames ?? [], said: line?.said ?? [], lines: lines.length },
    };
  },

  /** Opens the microphone and says what becomes of it within so long. */
  async mic(withinMs: number, device: string | null = null) {
    const key = makeKey(Promise.resolve(openWasm), 0, []);
    if (device !== null) key.changeSettings({ device });
    await key.arm();
    await wait(withinMs);
    const { mic, meter } = key.view();
    key.press("space");
    await wait(100);
    const { state, problem } = key.view();
    key.close();
    return { mic, meter, state, problem };
  },
};

declare global {
  var probe: Probe;
}
export type Probe = typeof tries;

globalThis.probe = tries;
