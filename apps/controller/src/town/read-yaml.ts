import { faultAt, type Locate, type Outcome, refuseTown, type TownFault } from "@dalaba/core";
import { isNode, LineCounter, parseDocument } from "yaml";

export interface ReadText {
  /** As plain values, unchecked. */
  readonly document: unknown;
  readonly locate: Locate;
}

/** Reads YAML 1.2 without judging what it says; a syntax error or a repeated key is refused with its place. */
export function readYaml(text: string): Outcome<ReadText, "town-invalid"> {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (parsed.errors.length > 0)
    return refuseTown(
      parsed.errors.map(
        (error): TownFault =>
          faultAt(
            "town-syntax",
            [],
            error.message,
            error.code === "DUPLICATE_KEY"
              ? "keep one of the two"
              : "correct the YAML; check indentation and brackets",
            () => place(error.pos[0]),
          ),
      ),
    );
  const locate: Locate = (path) => {
    const node = path.length === 0 ? parsed.contents : parsed.getIn(path, true);
    return isNode(node) && node.range ? place(node.range[0]) : undefined;
  };
  try {
    return { ok: true, value: { document: parsed.toJS({ maxAliasCount: 100 }), locate } };
  } catch (error) {
    // An alias that multiplies without end.
    const detail = error instanceof Error ? error.message : String(error);
    return refuseTown([
      faultAt("town-syntax", [], detail, "write the values out instead of aliases", locate),
    ]);
  }
}
