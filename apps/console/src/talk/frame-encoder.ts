import { isTalkOpus } from "@dalaba/api/browser";
import { FRAME_MS } from "@dalaba/protocol";

/** What every encoder of a talk is set to. Silence is encoded like speech: it must not look like a dead line. */
export const OPUS = {
  sampleRate: 48_000,
  /** bit/s, variable rate: clear at arm's length from a horn, and 5 kB/s with everything around it. */
  bitrate: 32_000,
  /** 0-10. Above 8 speech gains nothing that a loudspeaker gives back. */
  complexity: 8,
} as const;

/** An encoder has to answer within this to be one, ms. */
const PROBE_MS = 1000;
const PROBE_FRAMES = 3;
const FRAME_US = FRAME_MS * 1000;

export interface EncoderEvents {
  /** One packet for each frame, in order. */
  readonly onPacket: (packet: Uint8Array) => void;
  /** It will make no more packets. */
  readonly onFault: (detail: string) => void;
}

/** Makes Opus of frames of 960 samples, one stream. */
export interface FrameEncoder {
  readonly backend: "webcodecs" | "wasm";
  encode(pcm: Float32Array): void;
  close(): void;
}

export type OpenEncoder = (events: EncoderEvents) => Promise<FrameEncoder>;

/** The browser's own encoder, where it has one; `application` and `signal` are unknown to Firefox, which ignores them. */
function webCodecsConfig(): AudioEncoderConfig {
  const opus = { application: "voip", signal: "voice", complexity: OPUS.complexity, format: "opus" } as const;
  const plain = { frameDuration: FRAME_US, useinbandfec: false, usedtx: false, packetlossperc: 0 } as const;
  return {
    ...{ codec: "opus", sampleRate: OPUS.sampleRate, numberOfChannels: 1 },
    ...{ bitrate: OPUS.bitrate, bitrateMode: "variable", opus: { ...opus, ...plain } },
  };
}

export const openWebCodecs: OpenEncoder = async ({ onPacket, onFault }) => {
  let timestamp = 0;
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const packet = new Uint8Array(chunk.byteLength);
      chunk.copyTo(packet);
      onPacket(packet);
    },
    error: (error) => onFault(`${error.name}: ${error.message}`),
  });
  encoder.configure(webCodecsConfig());
  return {
    backend: "webcodecs",
    encode(pcm) {
      if (encoder.state !== "configured") return;
      const data = new AudioData({
        ...{ format: "f32-planar", sampleRate: OPUS.sampleRate, numberOfFrames: pcm.length },
        ...{ numberOfChannels: 1, timestamp, data: pcm as Float32Array<ArrayBuffer> },
      });
      timestamp += FRAME_US;
      encoder.encode(data);
      data.close();
    },
    close() {
      if (encoder.state !== "closed") encoder.close();
    },
  };
};

/** libopus in the page, fetched only where the browser has no encoder of its own. */
export const openWasm: OpenEncoder = async ({ onPacket, onFault }) => {
  const { Application, createEncoder, Signal } = await import("libopus-wasm");
  const encoder = await createEncoder({
    ...{ sampleRate: OPUS.sampleRate, channels: 1, frameSize: (OPUS.sampleRate * FRAME_MS) / 1000 },
    ...{ application: Application.Voip, signal: Signal.Voice, bitrate: OPUS.bitrate, vbr: true },
    ...{ complexity: OPUS.complexity, fec: false, dtx: false, packetLossPercent: 0 },
  });
  let closed = false;
  return {
    backend: "wasm",
    encode(pcm) {
      if (closed) return;
      try {
        onPacket(encoder.encodeFloat(pcm));
      } catch (error) {
        onFault(String(error));
      }
    },
    close() {
      if (!closed) encoder.free();
      closed = true;
    },
  };
};

/**
 * Tries an encoder on a few frames of noise: what counts is not what it says it can, but that each frame gives one
 * packet that `air` takes.
 */
export async function makesTalkOpus(open: OpenEncoder): Promise<boolean> {
  return new Promise((resolve) => {
    let packets = 0;
    let encoder: FrameEncoder | undefined;
    const done = (works: boolean): void => {
      clearTimeout(timer);
      encoder?.close();
      resolve(works);
    };
    const timer = setTimeout(() => done(false), PROBE_MS);
    const onPacket = (packet: Uint8Array): void => {
      if (!isTalkOpus(packet)) done(false);
      else if (++packets === PROBE_FRAMES) done(true);
    };
    open({ onPacket, onFault: () => done(false) }).then(
      (opened) => {
        encoder = opened;
        for (let n = 0; n < PROBE_FRAMES; n++) {
          const noise = Float32Array.from({ length: 960 }, (_, i) => 0.1 * Math.sin(i * i + n));
          opened.encode(noise);
        }
      },
      () => done(false),
    );
  });
}

/** The browser's encoder where it proves itself, libopus in the page elsewhere. */
export async function chooseEncoder(native: OpenEncoder = openWebCodecs): Promise<OpenEncoder> {
  if (!("AudioEncoder" in globalThis)) return openWasm;
  const claims = await AudioEncoder.isConfigSupported(webCodecsConfig()).catch(() => ({ supported: false }));
  return claims.supported && (await makesTalkOpus(native)) ? native : openWasm;
}
