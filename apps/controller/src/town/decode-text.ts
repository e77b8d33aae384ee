import { accept, type Outcome, refuse } from "@dalaba/core";

export const TEXT_ENCODINGS = ["utf-8", "gb18030"] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/**
 * The text of an import. Without an encoding named: UTF-16 by its mark (what Excel calls Unicode text), else UTF-8 with
 * or without a mark, and what is not valid UTF-8 is GB18030, as Excel saves CSV in Chinese Windows. A byte that means
 * nothing in the encoding is refused: `encoding-unknown`.
 */
export function decodeText(bytes: Uint8Array, named?: TextEncoding): Outcome<string, "encoding-unknown"> {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  const candidates = named === undefined ? (marked === null ? TEXT_ENCODINGS : [marked]) : [named];
  for (const encoding of candidates) {
    try {
      // The mark is taken off by the decoder (ignoreBOM: false is the default).
      return accept(new TextDecoder(encoding, { fatal: true }).decode(bytes));
    } catch {
      // Not this one.
    }
  }
  return refuse("encoding-unknown", `the text is not ${candidates.join(" nor ")}`, { tried: candidates });
}
