// The programs, and the npm packages that stay outside their bundles.

/** @typedef {{ source: string, out: string }} Entry one program: its TypeScript source and its bundle */

/** @type {Entry[]} */
export const entries = [
  { source: "apps/controller/src/main.ts", out: "apps/controller/dist/main.mjs" },
  { source: "apps/controller/src/air.ts", out: "apps/controller/dist/air.mjs" },
  { source: "apps/controller/src/controller.ts", out: "apps/controller/dist/controller.mjs" },
  { source: "apps/controller/src/signer.ts", out: "apps/controller/dist/signer.mjs" },
  { source: "apps/controller/src/clip-encoder.ts", out: "apps/controller/dist/clip-encoder.mjs" },
  { source: "apps/controller/src/fan-out-peer.ts", out: "apps/controller/dist/fan-out-peer.mjs" },
  { source: "apps/cli/src/main.ts", out: "apps/cli/dist/main.mjs" },
  { source: "apps/demo/src/main.ts", out: "apps/demo/dist/main.mjs" },
  { source: "apps/bench/src/main.ts", out: "apps/bench/dist/main.mjs" },
  { source: "apps/bench/src/receivers.ts", out: "apps/bench/dist/receivers.mjs" },
  { source: "apps/bench/src/busy-peer.ts", out: "apps/bench/dist/busy-peer.mjs" },
  { source: "apps/bench/src/aedes-peer.ts", out: "apps/bench/dist/aedes-peer.mjs" },
  { source: "firmware-sim/src/main.ts", out: "firmware-sim/dist/main.mjs" },
];

/** Which program a verb of the bootstrap runs. */
export const programs = {
  demo: "apps/demo/dist/main.mjs",
  controller: "apps/controller/dist/main.mjs",
  sim: "firmware-sim/dist/main.mjs",
  cli: "apps/cli/dist/main.mjs",
  bench: "apps/bench/dist/main.mjs",
};

/**
 * Native and WebAssembly packages, and a browser's driver, find their own files beside themselves, so they are loaded
 * from node_modules; whoever bundles one of them declares it. The build fails when it does not.
 */
export const external = [
  "better-sqlite3",
  "libsql",
  "@discordjs/opus",
  "libopus-wasm",
  "@echogarden/speex-resampler-wasm",
  "audio-decode",
  "playwright-core",
  "@node-rs/argon2",
  "pino-pretty",
];

/** Tried by ws and debug, and done without; nobody declares them. */
export const optionalExternal = ["bufferutil", "utf-8-validate", "supports-color"];

/** Preferred where they load, and what serves where they do not. */
export const natives = [
  { name: "better-sqlite3", instead: "libsql", from: "packages/store" },
  { name: "@discordjs/opus", instead: "libopus-wasm", from: "packages/codec" },
];
