import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errors, TALK_END_REASONS, UPLINK_CODES } from "@dalaba/api";
import { RESULT_REASONS } from "@dalaba/core";
import { ANSWERS, END_REASONS } from "@dalaba/protocol";
import { describe, expect, it } from "vitest";
import { catalogue as en } from "./catalogue.en";
import { catalogue as zh } from "./catalogue.zh-CN";
import { saidKeys } from "./said-keys.test-support";

const SOURCES = join(import.meta.dirname, "..");
const PAGE = join(SOURCES, "../../../docs/errors.md");

/** Every text by its key, `desk.title`. */
function texts(node: object, before = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(node)) {
    if (typeof value === "string") found.set(before + name, value);
    else for (const [key, text] of texts(value as object, `${before}${name}.`)) found.set(key, text);
  }
  return found;
}

const zhTexts = texts(zh);
const enTexts = texts(en);
const placeholders = (text: string | undefined): string[] =>
  [...(text ?? "").matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? "").sort();

describe("the catalogues", () => {
  it("have the same keys, and a text for each", () => {
    expect([...enTexts.keys()].sort()).toEqual([...zhTexts.keys()].sort());
    for (const [key, text] of [...zhTexts, ...enTexts]) expect(text.trim(), key).not.toBe("");
  });

  it("fill in the same values in both languages", () => {
    // The contract's own English does without params where it stands as it is.
    for (const [key, text] of enTexts)
      if (!key.startsWith("errors.")) expect(placeholders(text), key).toEqual(placeholders(zhTexts.get(key)));
  });

  it("are each in one language: the other's name, and the product's, excepted", () => {
    const named = new Set(["operator.language", "app.name"]);
    const foreign = [...enTexts].filter(
      ([key, text]) => !named.has(key) && /[\u3000-\u9fff\uff00-\uffef]/.test(text),
    );
    expect(foreign).toEqual([]);
    for (const [key, text] of zhTexts)
      if (/^(errors|reason)\./.test(key)) expect(text, key).toMatch(/[\u4e00-\u9fff]/);
  });

  it("hold every key that the sources ask for", () => {
    const keys = [...zhTexts.keys()].map((key) => key.replace(/_(zero|one|two|few|many|other)$/, ""));
    const known = new Set(keys);
    const asked = saidKeys(SOURCES);
    expect(asked.length).toBeGreaterThan(50);
    const missing = asked.filter(({ key, pattern }) =>
      pattern ? !keys.some((each) => pattern.test(each)) : !known.has(key),
    );
    expect(missing.map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
  });
});

describe("refusals and reasons", () => {
  it("every code that a page can meet has words, and no words are left of a code that went", () => {
    const codes = [...Object.keys(errors), ...UPLINK_CODES].sort();
    expect(Object.keys(zh.errors).sort()).toEqual(codes);
    expect(Object.keys(en.errors).sort()).toEqual(codes);
  });

  it("every way in which a speaker fails and a broadcast ends has words", () => {
    const documented =
      /## Why a speaker did not play\n([\s\S]*?)\n## /.exec(readFileSync(PAGE, "utf8"))?.[1] ?? "";
    const rows = [...documented.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code ?? "");
    expect(rows.length).toBeGreaterThan(20);
    const codes = new Set([...RESULT_REASONS, ...END_REASONS, ...ANSWERS, ...TALK_END_REASONS, ...rows]);
    expect(Object.keys(zh.reason).sort()).toEqual([...codes].sort());
    expect(Object.keys(en.reason).sort()).toEqual([...codes].sort());
  });

  it("a page says what to do on the page: no command of a terminal", () => {
    for (const [key, text] of zhTexts)
      if (/^errors\./.test(key)) expect(text, key).not.toMatch(/dalaba |pnpm|npm /);
  });
});

describe("the search for keys", () => {
  it("finds them in choices and templates, and leaves comparisons alone", () => {
    const found = saidKeys(SOURCES).filter(({ file }) => file === "app/shell.tsx");
    const keys = found.map(({ key }) => key);
    expect(keys).toContain("link.offlineBar");
    expect(keys).toContain("link.staleBar");
    expect(keys).not.toContain("offline");
    expect(found.find(({ key }) => key.startsWith("nav.$"))?.pattern?.test("nav.desk")).toBe(true);
    expect(readdirSync(SOURCES)).toContain("main.tsx");
  });
});
