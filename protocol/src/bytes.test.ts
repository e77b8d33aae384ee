import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equalBytes, fromHex, toHex, utf8Decode, utf8Encode } from "./bytes";

describe("bytes", () => {
  test("UTF-8 agrees with the platform's, both ways", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const bytes = utf8Encode(text);
        expect(Buffer.from(bytes).equals(Buffer.from(text, "utf8"))).toBe(true);
        expect(utf8Decode(bytes)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test("what is no UTF-8 is refused, exactly where a strict decoder refuses it", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const near = fc.constantFrom(
      0x7f,
      0x80,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
    );
    const bytes = fc.array(fc.oneof(near, fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
    fc.assert(
      fc.property(bytes, (values) => {
        const raw = Uint8Array.from(values);
        let want: string | undefined;
        try {
          want = strict.decode(raw);
        } catch {
          want = undefined;
        }
        expect(utf8Decode(raw)).toBe(want);
      }),
      { numRuns: 5000 },
    );
  });

  test("hex goes there and back, and what is no hex is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
    for (const text of ["0", "0g", "00 ", "0x00"]) expect(fromHex(text)).toBeUndefined();
  });

  test("bytes are equal when every one is, and of one length", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(equalBytes(a, Uint8Array.from(a))).toBe(true);
        expect(equalBytes(a, b)).toBe(toHex(a) === toHex(b));
      }),
    );
  });
});
