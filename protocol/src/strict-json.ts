import { type Refusal, refuse } from "./scalars";

/** Orders and documents carry at most this many bytes of JSON (SPEC 4.3). */
export const MAX_JSON_BYTES = 8192;
const MAX_DEPTH = 8;

export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };
export type JsonObject = { [name: string]: JsonValue };
export type StrictJson = { readonly ok: true; readonly value: JsonObject } | Refusal<"bad-json">;

/**
 * RFC 8259 with refusals that `JSON.parse` does not make (SPEC 4.3): duplicate members, numbers that are not plain
 * integers within ±(2^53−1), nesting deeper than 8, U+0000 and lone surrogates in strings (RFC 7493: languages
 * disagree on both). Two parsers must never read one order differently.
 */
export function parseStrictJson(text: string): StrictJson {
  const parser = new Parser(text);
  try {
    const value = parser.document();
    if (value === null || typeof value !== "object" || Array.isArray(value))
      return refuse("bad-json", "not an object");
    return { ok: true, value };
  } catch (error) {
    if (error instanceof JsonError) return refuse("bad-json", `${error.message} at ${parser.at}`);
    throw error;
  }
}

class JsonError extends Error {}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

class Parser {
  at = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  document(): JsonValue {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) throw new JsonError("trailing text");
    return value;
  }

  private space(): void {
    while (this.at < this.text.length && " \t\n\r".includes(this.text[this.at] as string)) this.at++;
  }

  private value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw new JsonError("nested too deep");
    this.space();
    const char = this.text[this.at];
    if (char === "{") return this.object(depth);
    if (char === "[") return this.array(depth);
    if (char === '"') return this.string();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  private object(depth: number): JsonObject {
    const out: JsonObject = Object.create(null) as JsonObject;
    this.at++;
    this.space();
    if (this.take("}")) return out;
    do {
      this.space();
      if (this.text[this.at] !== '"') throw new JsonError("expected a member name");
      const name = this.string();
      if (name in out) throw new JsonError("duplicate member");
      this.space();
      if (!this.take(":")) throw new JsonError("expected a colon");
      out[name] = this.value(depth + 1);
      this.space();
    } while (this.take(","));
    if (!this.take("}")) throw new JsonError("unclosed object");
    return out;
  }

  private array(depth: number): JsonValue[] {
    const out: JsonValue[] = [];
    this.at++;
    this.space();
    if (this.take("]")) return out;
    do {
      out.push(this.value(depth + 1));
      this.space();
    } while (this.take(","));
    if (!this.take("]")) throw new JsonError("unclosed array");
    return out;
  }

  private string(): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 section 7 forbids bare control characters.
    const match = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    match.lastIndex = this.at;
    const found = match.exec(this.text);
    if (!found) throw new JsonError("bad string");
    const text = JSON.parse(found[0]) as string;
    if (text.includes("\0") || LONE_SURROGATE.test(text)) throw new JsonError("U+0000 or a lone surrogate");
    this.at += found[0].length;
    return text;
  }

  private number(): number {
    const match = /(?:0|-?[1-9][0-9]*)(?![0-9.eE])/y;
    match.lastIndex = this.at;
    const found = match.exec(this.text);
    if (!found) throw new JsonError("expected an integer, string, object, array or word");
    const value = Number(found[0]);
    if (!Number.isSafeInteger(value)) throw new JsonError("number beyond 2^53-1");
    this.at += found[0].length;
    return value;
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }
}
