import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findChromium } from "./find-chromium";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-chromium-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a browser is found beside Debian's or on PATH, if it may be run", () => {
  writeFileSync(join(folder, "google-chrome"), "");
  expect(() => findChromium(folder, "/nowhere")).toThrow("chromium-missing");
  chmodSync(join(folder, "google-chrome"), 0o755);
  expect(findChromium(`/nowhere:${folder}`, "/nowhere")).toBe(join(folder, "google-chrome"));
  expect(findChromium("", folder)).toBe(join(folder, "google-chrome"));
});

test("where there is none, it says so with a code", () => {
  expect(() => findChromium("/nowhere", "/nowhere")).toThrow(/^chromium-missing: /);
});
