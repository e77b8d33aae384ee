import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../dist");
/** kB (1,000 bytes) of gzip, the map included. */
const BUDGET_KB = 350;

interface Sizes {
  /** What the page loads before anything is asked for. */
  readonly initial: readonly string[];
  /** By source of a lazy screen: what opening it first loads, beyond that. */
  readonly screens: Readonly<Record<string, readonly string[]>>;
}

const sizes = (): Sizes => JSON.parse(readFileSync(join(dist, "sizes.json"), "utf8"));
const kb = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0) / 1000;

describe("what a browser has to load", () => {
  it("is within the budget for the first view, the desk with its map", () => {
    const { initial, screens } = sizes();
    const desk = screens["apps/console/src/desk/desk.tsx"];
    expect(desk).toBeDefined();
    const whole = kb([...new Set([...initial, ...(desk ?? [])])]);
    expect(whole).toBeGreaterThan(50);
    expect(whole).toBeLessThanOrEqual(BUDGET_KB);
  });

  it("holds no schema of the contract, no codec and no map format that this view does not need", () => {
    const { initial } = sizes();
    const text = initial.map((file) => readFileSync(join(dist, file), "utf8")).join("");
    for (const foreign of ["ZodError", "wasmBinary", "PMTiles"]) expect(text).not.toContain(foreign);
  });

  it("names its own files alone: no address of another host is in the page", () => {
    const page = readFileSync(join(dist, "index.html"), "utf8");
    expect(page).toMatch(/\/assets\/main-[A-Z0-9]+\.js/);
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=/);
  });
});
