import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export interface SaidKey {
  /** From the sources' folder. */
  readonly file: string;
  readonly key: string;
  /** Of a template: any key it may become. */
  readonly pattern: RegExp | null;
}

/** Every key that a source gives to `t` as a literal, one of several literals, or a template. */
export function saidKeys(folder: string): readonly SaidKey[] {
  const found: SaidKey[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || /\.test(-support)?\.tsx?$/.test(entry.name))
      continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "utf8");
    for (const match of text.matchAll(/(?<![\w.])t\(/g)) {
      const argument = firstArgument(text, match.index + match[0].length);
      for (const key of literals(argument)) found.push({ file: relative(folder, path), ...key });
    }
  }
  return found;
}

/** From behind the bracket to the comma or bracket that ends the first argument. */
function firstArgument(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"' || sign === "`") at = text.indexOf(sign, at + 1);
    else if ("([{".includes(sign)) depth++;
    else if (sign === "," && depth === 0) return text.slice(from, at);
    else if (")]}".includes(sign) && depth-- === 0) return text.slice(from, at);
  }
  return text.slice(from);
}

function literals(argument: string): readonly Omit<SaidKey, "file">[] {
  // What is compared with a literal is a value and no key.
  const said = argument.replace(/[!=]==?\s*"[^"]*"/g, "");
  const outside = said.replace(/`[^`]*`/g, "");
  const plain = [...outside.matchAll(/"([^"]+)"/g)].map(([, key]) => ({ key: key ?? "", pattern: null }));
  const templates = [...said.matchAll(/`([^`]+)`/g)].map(([, template]) => {
    const pattern = (template ?? "")
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return { key: template ?? "", pattern: new RegExp(`^${pattern.join("[\\w.-]+")}$`) };
  });
  return [...plain, ...templates];
}
