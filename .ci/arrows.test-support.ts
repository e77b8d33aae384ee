/**
 * What each folder may import and what it may declare beyond that for its tests, as the house draws it.
 * Kept apart from biome.json on purpose: a slip there must not agree with itself.
 */
export interface Arrows {
  folder: string;
  imports: string[];
  /** Tests alone. */
  tests?: string[];
  /** One file that may import more than its neighbours, and what. */
  except?: { file: string; imports: string[] };
}

export const packageNames = [
  "protocol",
  "core",
  "media",
  "codec",
  "store",
  "api",
  "firmware-sim",
  "controller",
  "console",
  "cli",
  "demo",
  "bench",
];

export const arrows: Arrows[] = [
  { folder: "protocol", imports: [] },
  { folder: "packages/codec", imports: [] },
  { folder: "packages/core", imports: ["protocol"] },
  { folder: "packages/media", imports: ["protocol"] },
  { folder: "packages/store", imports: ["core", "protocol"] },
  { folder: "packages/api", imports: ["core", "protocol"] },
  { folder: "firmware-sim", imports: ["media", "protocol", "codec"] },
  {
    folder: "apps/controller",
    imports: ["core", "media", "protocol", "store", "api"],
    tests: ["codec", "firmware-sim"],
    // The worker that makes clips of uploads (decision 0015).
    except: { file: "src/clip-encoder.ts", imports: ["codec"] },
  },
  {
    folder: "apps/console",
    imports: ["api", "core", "media", "protocol"],
    tests: ["codec", "firmware-sim"],
  },
  { folder: "apps/cli", imports: ["api", "protocol", "media", "codec"], tests: ["firmware-sim"] },
  { folder: "apps/demo", imports: ["api", "protocol", "firmware-sim"] },
  { folder: "apps/bench", imports: ["api", "protocol", "media", "codec", "firmware-sim"] },
];

/** Packages that compile as the bare language. */
export const pureFolders = ["protocol", "packages/core", "packages/media"];
