import { createRequire } from "node:module";

/** Which libopus encodes: the native add-on where it loads, WebAssembly everywhere else. Decoding is always WebAssembly. */
export interface OpusBackend {
  readonly kind: "native" | "wasm";
  /** Why it is that one, for a start-up line: a sentence, no code. */
  readonly detail: string;
}

/** The part of @discordjs/opus 0.10.0 that is used. Its types may be absent: the package is optional. */
export interface NativeOpus {
  encode(pcm: Buffer): Buffer;
  applyEncoderCTL(request: number, value: number): void;
}

export type NativeOpusClass = new (sampleRate: number, channels: number) => NativeOpus;

interface Loaded {
  readonly encoderClass: NativeOpusClass | undefined;
  readonly detail: string;
}

let loaded: Loaded | undefined;

/** The one place that reads `DALABA_NATIVE`: 0 forces WebAssembly. */
export function nativeWanted(): boolean {
  return process.env.DALABA_NATIVE !== "0";
}

/** Loads the add-on once. A package that is absent, not compiled or compiled for another Node is not an error. */
export function loadNativeOpus(): Loaded {
  if (loaded !== undefined) return loaded;
  try {
    const found = createRequire(import.meta.url)("@discordjs/opus") as { OpusEncoder?: NativeOpusClass };
    loaded =
      typeof found.OpusEncoder === "function"
        ? { encoderClass: found.OpusEncoder, detail: "@discordjs/opus loads" }
        : { encoderClass: undefined, detail: "@discordjs/opus has no OpusEncoder" };
  } catch (error) {
    const line = String(error instanceof Error ? error.message : error).split("\n")[0];
    loaded = { encoderClass: undefined, detail: `@discordjs/opus does not load: ${line}` };
  }
  return loaded;
}

/** Tells which libopus `createOpusEncoder` takes for the same `native`. */
export function opusBackend(native: boolean = nativeWanted()): OpusBackend {
  if (!native) return { kind: "wasm", detail: "WebAssembly was asked for" };
  const { encoderClass, detail } = loadNativeOpus();
  return { kind: encoderClass === undefined ? "wasm" : "native", detail };
}
