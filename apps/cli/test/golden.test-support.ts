import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { CliResult, Desk } from "./run-cli.test-support";

/** All but line breaks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is control characters that must not be there.
export const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

const FOLDER = new URL("../testdata/golden/", import.meta.url);

/**
 * Compares with `testdata/golden/NAME`. `UPDATE_GOLDEN=1 npx vitest run apps/cli` writes them anew: whoever does so
 * changes the contract of the command, and says why in the commit.
 */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(name, FOLDER));
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text, name).toBe(readFileSync(path, "utf8"));
}

/** Ports and temporary folders differ from run to run, and nothing else may. */
export function settled(text: string, desk: Desk): string {
  return text
    .replaceAll(desk.folder, "FOLDER")
    .replaceAll(desk.url, "http://controller")
    .replaceAll(desk.url.replace("http:", "https:"), "https://controller");
}

/** What was typed, how it ended, and stdout: one JSON document, indented by two, and nothing else. */
export function expectJsonGolden(name: string, desk: Desk, args: readonly string[], result: CliResult): void {
  expect(result.stdout, result.stderr).toBe(`${JSON.stringify(result.json, null, 2)}\n`);
  const stdout: unknown = JSON.parse(settled(result.stdout, desk));
  const shown = { args: args.map((each) => settled(each, desk)), exit: result.code, stdout };
  expectGolden(`${name}.json`, `${JSON.stringify(shown, null, 2)}\n`);
}

/** The same as a person sees it without a terminal: not one escape sequence. */
export function expectTextGolden(name: string, desk: Desk, args: readonly string[], result: CliResult): void {
  expect(result.stdout + result.stderr).not.toMatch(CONTROL);
  const shown = [
    `$ dalaba ${args.join(" ")}`,
    ...(result.stdout === "" ? [] : ["--- stdout", result.stdout.trimEnd()]),
    ...(result.stderr === "" ? [] : ["--- stderr", result.stderr.trimEnd()]),
    `--- exit ${result.code}`,
    "",
  ];
  expectGolden(`${name}.txt`, settled(shown.join("\n"), desk));
}
