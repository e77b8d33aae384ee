import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorOf, errors, isErrorCode, TALK_END_REASONS, UPLINK_CODES } from "@dalaba/api";
import { RESULT_REASONS, TOWN_FAULT_CODES } from "@dalaba/core";
import { ANSWERS, END_REASONS } from "@dalaba/protocol";
import { STORE_FAULTS } from "@dalaba/store";
import { describe, expect, it } from "vitest";
import { repositoryRoot } from "./settings";

const ROOT = repositoryRoot();
/** Everything whose codes a user can meet: in answers, results, logs, telemetry, or at the command line. */
const SOURCES = [
  "protocol/src",
  "packages/core/src",
  "packages/store/src",
  "packages/api/src",
  "apps/controller/src",
  "apps/cli/src",
  "firmware-sim/src",
];
/** How the sources say a code: `refuse("code", …)`, `code: "code"`, `problemOf("code", …)`. */
const SAID = /\b(?:refuse|refused|problemOf)\(\s*"([a-z0-9-]+)"|\bcode:\s*"([a-z0-9-]+)"/g;

interface Row {
  readonly code: string;
  readonly meaning: string;
  readonly next: string;
}

function rows(): readonly Row[] {
  const text = readFileSync(join(ROOT, "docs/errors.md"), "utf8");
  return [...text.matchAll(/^\| `([a-z0-9-]+)` \| (.+?) \| (.+?) \|$/gm)].map(([, code, meaning, next]) => ({
    code: code ?? "",
    meaning: meaning ?? "",
    next: next ?? "",
  }));
}

function sourceCodes(): Map<string, string> {
  const found = new Map<string, string>();
  for (const source of SOURCES) {
    for (const entry of readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.ts$/.test(entry.name) || /\.test(-support)?\.ts$/.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      for (const match of readFileSync(file, "utf8").matchAll(SAID))
        found.set(match[1] ?? match[2] ?? "", file.slice(ROOT.length + 1));
    }
  }
  return found;
}

const LISTS = [
  ...Object.keys(errors),
  ...RESULT_REASONS,
  ...END_REASONS,
  ...ANSWERS,
  ...TOWN_FAULT_CODES,
  ...STORE_FAULTS,
  ...TALK_END_REASONS,
  ...UPLINK_CODES,
];

describe("docs/errors.md", () => {
  it("has one row for every code, and no row without a code", () => {
    const documented = rows().map(({ code }) => code);
    const known = new Map([...sourceCodes(), ...LISTS.map((code) => [code, "a list"] as const)]);
    const missing = [...known].filter(([code]) => !documented.includes(code));
    expect(missing, "codes without a row").toEqual([]);
    const stale = documented.filter((code) => !known.has(code));
    expect(stale, "rows without a code").toEqual([]);
    expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
  });

  it("says of an HTTP code what the API says", () => {
    for (const { code, meaning, next } of rows().filter((row) => isErrorCode(row.code))) {
      const { title, next: said } = errorOf(code);
      expect({ code, meaning, next }).toEqual({ code, meaning: title, next: said });
    }
  });
});
