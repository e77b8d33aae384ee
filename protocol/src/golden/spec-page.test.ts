import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { END_REASONS } from "../upward-body";

/** SPEC.md is cited from the code: what is cited must be there. */

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const page = readFileSync(here("../../SPEC.md"), "utf8");
const sources = readdirSync(here(".."))
  .filter((name) => name.endsWith(".ts") && !name.includes(".test"))
  .map((name) => ({ name, text: readFileSync(here(`../${name}`), "utf8") }));

const clauses = new Set(
  [...page.matchAll(/^(?:\*\*(\d+\.\d+)|## (\d+) )/gm)].map((each) => each[1] ?? each[2]),
);

describe("SPEC.md", () => {
  test.each(sources)("has every clause that $name cites", ({ text }) => {
    for (const [, from, to] of text.matchAll(/SPEC (\d+(?:\.\d+)?)(?:-(\d+\.\d+))?/g)) {
      expect(clauses).toContain(from);
      if (to) expect(clauses).toContain(to);
    }
  });

  test("numbers its clauses without a gap", () => {
    const seen = new Map<string, number>();
    for (const [, section, clause] of page.matchAll(/^\*\*(\d+)\.(\d+)/gm)) {
      const last = seen.get(section as string) ?? 0;
      expect(`${section}.${clause}`).toBe(`${section}.${last + 1}`);
      seen.set(section as string, last + 1);
    }
  });

  test("names every code that a reader refuses with, every answer's why and every end", () => {
    const coded = sources.flatMap(({ text }) =>
      [...text.matchAll(/\b(?:refuse\(|say\("[a-z]+", )"([a-z0-9-]+)"/g)].map((each) => each[1] as string),
    );
    expect(coded.length).toBeGreaterThan(40);
    for (const code of [...coded, ...END_REASONS])
      if (code !== "bad-credentials") expect(page).toMatch(new RegExp(`[\`\\s]${code}[\`\\s]`));
  });

  test("names every vector file", () => {
    for (const name of readdirSync(here("../../vectors")))
      if (name.endsWith(".json")) expect(page).toContain(`\`${name}\``);
  });
});
