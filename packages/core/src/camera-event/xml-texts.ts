/**
 * The text of the first element of each name that holds text alone, wherever it stands. For flat messages of devices
 * whose XML is often not well-formed (unescaped `&`, junk before and after). Nothing is expanded but the five entities
 * of XML 1.0 4.6, so there is no bomb and no fetch; linear in the length of the text.
 */
export function firstTexts(xml: string, names: readonly string[]): ReadonlyMap<string, string> {
  const wanted = new Set(names);
  const texts = new Map<string, string>();
  let open = -1;
  let close = -1;
  while (texts.size < wanted.size) {
    open = xml.indexOf("<", open + 1);
    if (open < 0) break;
    // Looked for once, however many `<` stand before it.
    if (close < open) close = xml.indexOf(">", open);
    if (close < 0) break;
    // A name is short: what is longer is searched no further.
    const name = /^(?:[\w.-]{1,40}:)?([\w.-]{1,60})(?:\s|$)/.exec(
      xml.slice(open + 1, Math.min(close, open + 130)),
    )?.[1];
    if (name === undefined || !wanted.has(name) || texts.has(name)) continue;
    const end = xml.indexOf("<", close);
    if (end < 0) break;
    if (xml[end + 1] === "/") texts.set(name, unescaped(xml.slice(close + 1, end)));
  }
  return texts;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function unescaped(text: string): string {
  return text.replace(/&(\w+);/g, (entity, name: string) => ENTITIES.get(name) ?? entity);
}
