/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** What the bench notes inside the page. Its functions are sent there as text: they use nothing of this file but types. */
export interface PageTap {
  /** Whether frames of the microphone are kept. */
  on: boolean;
  /** Frames since the microphone opened, kept or not. */
  count: number;
  first: number[];
  arrivedMs: number[];
  pcm: Int16Array[];
  /** From the first sample of each frame until it was handed to the uplink's socket. */
  sentAfterMs: number[];
  /** When the key last went down and up, by the browser's own time stamps. */
  downMs: number;
  upMs: number;
  /** When the talk key could be pressed with the whole town chosen. */
  usableMs: number | null;
}

/** Hops as the key itself shows them, ms. Null: not measured. */
export interface PageHops {
  readonly captureMs: { readonly p50: number; readonly p95: number } | null;
  readonly chainMs: { readonly p50: number; readonly p95: number } | null;
  readonly encodeMs: { readonly p50: number; readonly p95: number } | null;
  readonly uplinkMs: { readonly p50: number; readonly p95: number } | null;
}

export type TappedWindow = Window & typeof globalThis & { benchTap: PageTap };

/**
 * Before the page's own scripts: listens to what the audio thread hands over before the console does, to the talk key's
 * own events, and chooses the whole town as soon as that can be chosen, to see when the key is ready.
 */
export function tapPage(): void {
  const page = window as TappedWindow;
  const tap: PageTap = {
    ...{ on: false, count: 0, first: [], arrivedMs: [], pcm: [], sentAfterMs: [] },
    ...{ downMs: 0, upMs: 0, usableMs: null },
  };
  page.benchTap = tap;
  const listened = class extends AudioWorkletNode {
    constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
      super(context, name, options);
      this.port.addEventListener(
        "message",
        ({ data }: MessageEvent<{ first: number; pcm: Float32Array }>) => {
          tap.count++;
          if (!tap.on) return;
          tap.arrivedMs.push(performance.now());
          tap.first.push(data.first);
          tap.pcm.push(Int16Array.from(data.pcm, (sample) => Math.round(sample * 32_767)));
        },
      );
    }
  };
  page.AudioWorkletNode = listened;
  page.addEventListener(
    "keydown",
    (event) => {
      if (event.code === "Space" && !event.repeat) tap.downMs = event.timeStamp;
    },
    true,
  );
  page.addEventListener(
    "keyup",
    (event) => {
      if (event.code === "Space") tap.upMs = event.timeStamp;
    },
    true,
  );
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    // A frame of the uplink says at its eighth byte when its first sample was captured, µs of UTC.
    if (tap.on && ArrayBuffer.isView(data)) {
      const capturedUs = Number(new DataView(data.buffer, data.byteOffset).getBigUint64(8));
      tap.sentAfterMs.push(performance.timeOrigin + performance.now() - capturedUs / 1000);
    }
    send.call(this, data);
  };
  let chosen = false;
  const watch = new MutationObserver(() => {
    const key = document.querySelector("#talk-key");
    if (!key) return;
    if (key.getAttribute("aria-disabled") === "false") {
      watch.disconnect();
      requestAnimationFrame(() => {
        tap.usableMs = performance.now();
        performance.mark("talk-key-usable");
      });
    } else if (!chosen) {
      const all = [...document.querySelectorAll("button")].find(({ textContent }) =>
        textContent?.startsWith("全镇"),
      );
      if (!all || all.disabled) return;
      chosen = true;
      all.click();
    }
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true });
}

export interface TakenTape extends Pick<PageTap, "first" | "arrivedMs" | "sentAfterMs"> {
  /** Base64 of 16-bit samples. */
  readonly pcm: string;
}

/** The tape as text, and an empty one from then on. */
export function takeTape(): TakenTape {
  const { benchTap: tap } = window as TappedWindow;
  let text = "";
  for (const frame of tap.pcm)
    text += String.fromCharCode(...new Uint8Array(frame.buffer as ArrayBuffer, 0, frame.byteLength));
  const { first, arrivedMs, sentAfterMs } = tap;
  const taken = { first, arrivedMs, sentAfterMs, pcm: btoa(text) };
  Object.assign(tap, { on: false, first: [], arrivedMs: [], pcm: [], sentAfterMs: [] });
  return taken;
}

/** The key shows its hops to the screen; nothing else of the page knows them, so they are read where the screen has them. */
export function hopsOfPage(): PageHops | null {
  const button = document.querySelector("#talk-key") as unknown as Record<string, unknown> | null;
  const name = Object.keys(button ?? {}).find((each) => each.startsWith("__reactFiber$"));
  type Fiber = {
    readonly return: Fiber | null;
    readonly memoizedProps: { value?: { key?: { view?: unknown } } } | null;
  };
  let fiber = name === undefined ? null : ((button as Record<string, unknown>)[name] as Fiber | null);
  for (; fiber; fiber = fiber.return) {
    const key = fiber.memoizedProps?.value?.key;
    if (typeof key?.view === "function") return (key.view() as { hops: PageHops }).hops;
  }
  return null;
}
