import { Application, createEncoder, Signal } from "libopus-wasm";
import { loadNativeOpus, type NativeOpusClass, nativeWanted } from "./opus-backend";

/** One mono Opus encoder of 20 ms frames. Not safe to share between broadcasts: it predicts from the last frame. */
export interface OpusEncoder {
  readonly backend: "native" | "wasm";
  readonly sampleRate: OpusSampleRate;
  /** Samples `encode` takes: 20 ms, 320 or 960. */
  readonly frameSamples: number;
  /** Samples at 48 kHz by which the sound lies behind its packets: the pre-skip of an Ogg file (RFC 7845 4.2). */
  readonly lookahead48k: number;
  /** Encodes 20 ms. Throws RangeError when `pcm` is not exactly `frameSamples` long: that is our bug. */
  encode(pcm: Int16Array): Uint8Array;
  /** Gives the memory back; `encode` throws from then on. */
  free(): void;
}

export type OpusSampleRate = 16_000 | 48_000;

export interface OpusEncoderOptions {
  readonly sampleRate: OpusSampleRate;
  /** `voip` for speech, `audio` for chimes and music. */
  readonly application: "voip" | "audio";
  /** bit/s, 6,000-256,000, variable rate. Speech at 16 kHz: 24,000; music at 48 kHz: 48,000-64,000. */
  readonly bitrate: number;
  /** 0-10: sound against processor time. */
  readonly complexity: number;
  /** Each frame carries a coarse copy of the one before (RFC 6716 2.1.7); needs `packetLossPercent` > 0 to have an effect. */
  readonly inbandFec: boolean;
  /** 0-100, what the encoder should expect to be lost. */
  readonly packetLossPercent: number;
  readonly signal?: "voice" | "music";
  /** False forces WebAssembly. Left out: `DALABA_NATIVE` decides. */
  readonly native?: boolean;
}

/** CTL numbers of opus_defines.h, as libopus has kept them since 1.0. */
const CTL = {
  application: 4000,
  bitrate: 4002,
  vbr: 4006,
  complexity: 4010,
  inbandFec: 4012,
  packetLoss: 4014,
  dtx: 4016,
  signal: 4024,
} as const;

/** RFC 6716 3.2.1: a longer packet of one frame cannot be. */
const MAX_PACKET_BYTES = 1275;

/** libopus 1.3.1 and 1.6.1 alike: 2.5 ms of overlap and 4 ms of delay compensation, at 48 kHz. */
const LOOKAHEAD_48K = 312;

/** Makes an encoder. Throws RangeError on an option outside its range. */
export async function createOpusEncoder(options: OpusEncoderOptions): Promise<OpusEncoder> {
  check("bitrate", options.bitrate, 6_000, 256_000);
  check("complexity", options.complexity, 0, 10);
  check("packetLossPercent", options.packetLossPercent, 0, 100);
  if (options.sampleRate !== 16_000 && options.sampleRate !== 48_000)
    throw new RangeError(`sampleRate ${options.sampleRate}: 16000 or 48000`);
  const native = (options.native ?? nativeWanted()) ? loadNativeOpus().encoderClass : undefined;
  return native === undefined ? wasmEncoder(options) : nativeEncoder(native, options);
}

function nativeEncoder(encoderClass: NativeOpusClass, options: OpusEncoderOptions): OpusEncoder {
  const frameSamples = options.sampleRate / 50;
  let encoder: InstanceType<NativeOpusClass> | undefined = new encoderClass(options.sampleRate, 1);
  // The add-on always creates for AUDIO; libopus lets the application change only before the first frame.
  encoder.applyEncoderCTL(CTL.application, options.application === "voip" ? 2048 : 2049);
  encoder.applyEncoderCTL(CTL.bitrate, options.bitrate);
  encoder.applyEncoderCTL(CTL.vbr, 1);
  encoder.applyEncoderCTL(CTL.complexity, options.complexity);
  encoder.applyEncoderCTL(CTL.inbandFec, options.inbandFec ? 1 : 0);
  encoder.applyEncoderCTL(CTL.packetLoss, options.packetLossPercent);
  // Silence must not look like a dead link (wire-facts 1).
  encoder.applyEncoderCTL(CTL.dtx, 0);
  encoder.applyEncoderCTL(CTL.signal, signalOf(options));
  return {
    backend: "native",
    sampleRate: options.sampleRate,
    frameSamples,
    lookahead48k: LOOKAHEAD_48K,
    encode(pcm) {
      if (encoder === undefined) throw new Error("the encoder was freed");
      // The add-on copies a negative length when libopus refuses a frame size: it must never see one.
      checkFrame(pcm, frameSamples);
      const packet = encoder.encode(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
      if (packet.length === 0 || packet.length > MAX_PACKET_BYTES)
        throw new Error(`libopus made ${packet.length} bytes of 20 ms`);
      return new Uint8Array(packet.buffer, packet.byteOffset, packet.length);
    },
    free() {
      encoder = undefined;
    },
  };
}

async function wasmEncoder(options: OpusEncoderOptions): Promise<OpusEncoder> {
  const frameSamples = options.sampleRate / 50;
  const encoder = await createEncoder({
    sampleRate: options.sampleRate,
    channels: 1,
    application: options.application === "voip" ? Application.Voip : Application.Audio,
    bitrate: options.bitrate,
    complexity: options.complexity,
    fec: options.inbandFec,
    packetLossPercent: options.packetLossPercent,
    signal: signalOf(options),
    dtx: false,
    vbr: true,
    frameSize: frameSamples,
  });
  return {
    backend: "wasm",
    sampleRate: options.sampleRate,
    frameSamples,
    lookahead48k: LOOKAHEAD_48K,
    encode(pcm) {
      checkFrame(pcm, frameSamples);
      return encoder.encode(pcm, { maxPacketBytes: MAX_PACKET_BYTES });
    },
    free: () => encoder.free(),
  };
}

function signalOf(options: OpusEncoderOptions): Signal {
  if (options.signal === undefined) return Signal.Auto;
  return options.signal === "voice" ? Signal.Voice : Signal.Music;
}

function checkFrame(pcm: Int16Array, frameSamples: number): void {
  if (pcm.length !== frameSamples)
    throw new RangeError(`${pcm.length} samples: a 20 ms frame has ${frameSamples}`);
}

function check(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${name} ${value}: ${low} to ${high}`);
}
