import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStrictJson } from "./strict-json";

describe("strict JSON (SPEC 4.3)", () => {
  test.each([
    ["a duplicate member, which JSON.parse lets the last one win", '{"a":1,"a":2}'],
    ["a duplicate member in disguise", '{"a":1,"\\u0061":2}'],
    ["a fraction", '{"a":1.0}'],
    ["an exponent", '{"a":1e2}'],
    ["a number that JSON.parse rounds", '{"a":9007199254740993}'],
    ["minus zero", '{"a":-0}'],
    ["U+0000, where C text ends", '{"a":"\\u0000"}'],
    ["half a surrogate pair", '{"a":"\\ud800"}'],
    ["nesting deeper than 8", `{"a":${"[".repeat(9)}${"]".repeat(9)}}`],
    ["no object", "[]"],
  ])("refuses %s, and JSON.parse does not", (_title, text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(parseStrictJson(text)).toMatchObject({ ok: false, code: "bad-json" });
  });

  test("a member called __proto__ is a member like any other", () => {
    const read = parseStrictJson('{"__proto__":{"x":1}}');
    expect(read.ok && Object.keys(read.value)).toEqual(["__proto__"]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  const plain = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, depthSize: "small" },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.maxSafeInteger().map((n) => n + 0),
      fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", "")),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: "grapheme-ascii" }), tie("value"), { maxKeys: 4 }),
    ),
  })).value;

  test("reads what JSON.stringify writes as JSON.parse does, where both may", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), plain, { maxKeys: 5 }), (value) => {
        const text = JSON.stringify(value);
        const read = parseStrictJson(text);
        expect(read.ok && JSON.parse(JSON.stringify(read.value))).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  test("never throws, and accepts nothing that JSON.parse refuses", () => {
    const scraps = fc.array(
      fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        "a",
        "1",
        "-",
        ".",
        "e",
        "\\",
        "u0041",
        " ",
        "true",
        "null",
        "\n",
      ),
      { maxLength: 24 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          scraps.map((each) => each.join("")),
          fc.string(),
        ),
        (text) => {
          const read = parseStrictJson(text);
          if (read.ok) expect(JSON.parse(JSON.stringify(read.value))).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 5000 },
    );
  });
});
